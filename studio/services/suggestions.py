"""What members say of a rock: whom it looks like, or which one they would rather be."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.models import Member
from rockmatch.models import Rock
from studio import guesses
from studio.models import Suggestion


def say_who(member: Member, rock: Rock, text: str) -> Suggestion:
    """Note whom a rock looks like to a member; it takes the place of what they said before.

    Raises:
        ValidationError: With `text`, where it is no name.
    """
    try:
        name = guesses.clean(text)
    except ValidationError as refusal:
        raise ValidationError({"text": refusal.error_list}) from None
    return _say(member, rock, kind=Suggestion.Kind.WHO, text=name, key=guesses.key_of(name))


def pick(member: Member, rock: Rock, picked: Rock) -> Suggestion:
    """Note which rock a member would rather be; it takes the place of what they said before.

    Raises:
        ValidationError: With `pick`, where it is the same rock.
    """
    if picked.pk == rock.pk:
        words = _("That is this very rock. Choose another one.")
        raise ValidationError({"pick": ValidationError(words, code="same")})
    return _say(member, rock, kind=Suggestion.Kind.ROCK, pick=picked)


@transaction.atomic
def _say(member: Member, rock: Rock, **said: Any) -> Suggestion:
    """Write it down. Who says the same again, or clicks twice, changes nothing."""
    said = {"text": "", "key": "", "pick": None} | said
    held = Suggestion.objects.select_for_update(of=("self",))
    kept, is_new = held.get_or_create(member=member, rock=rock, defaults=said)
    if is_new or all(getattr(kept, name) == value for name, value in said.items()):
        return kept
    afresh = {"state": Suggestion.State.OPEN, "created_at": timezone.now()}
    afresh |= dict.fromkeys(("pairing", "decided_by", "decided_at"))
    for name, value in (said | afresh).items():
        setattr(kept, name, value)
    kept.save()
    return kept


def take_back(member: Member, slug: str) -> None:
    """Forget what a member said of a rock; there need not be anything. A pairing stays."""
    Suggestion.objects.filter(member=member, rock__slug=slug).delete()
