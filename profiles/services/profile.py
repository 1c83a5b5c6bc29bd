"""What a member says of themself, and who may read, mention and find them."""

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Field
from django.utils.translation import gettext as _

from profiles import words
from profiles.links import MOST_LINKS, Link, clean_link
from profiles.models import FilteredWord, Member
from profiles.names import claims_an_office
from profiles.services.relations import set_locked
from profiles.text import clean_line, clean_lines


def _display_name(text: str, member: Member) -> str:
    name = clean_line(text)
    if claims_an_office(name) and not member.is_staff:
        raise ValidationError(
            _("That name is the house's own. Choose another one."), code="reserved"
        )
    return name


def _links(links: list[Mapping[str, str]], _member: Member) -> list[Link]:
    if len(links) > MOST_LINKS:
        raise ValidationError(_("At most four links."), code="links")
    return [clean_link(link.get("label", ""), link["url"]) for link in links]


_CLEANERS: Final[dict[str, Callable[[Any, Member], Any]]] = {
    "display_name": _display_name,
    "pronouns": lambda text, _member: clean_line(text),
    "bio": lambda text, _member: clean_lines(text),
    "links": _links,
}


def cleaned(member: Member, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What some fields of a profile become before they are kept.

    Raises:
        ValidationError: With the fields that are wrong and what to do about each.
    """
    kept, errors = {}, {}
    for name, value in fields.items():
        try:
            kept[name] = _CLEANERS[name](value, member) if name in _CLEANERS else value
            field = cast("Field[Any, Any]", Member._meta.get_field(name))
            field.clean(kept[name], member)
        except ValidationError as error:
            errors[name] = error
    if errors:
        raise ValidationError(errors)
    return kept


@transaction.atomic
def change_profile(member: Member, **fields: Any) -> None:
    """Change some of display_name, pronouns, bio, links, is_locked, hides_lists, mentions_from.

    Raises:
        ValidationError: With the fields that are wrong and what to do about each.
    """
    kept = cleaned(member, fields)
    is_locked = kept.pop("is_locked", None)
    for name, value in kept.items():
        setattr(member, name, value)
    if kept:
        member.save(update_fields=list(kept))
    if is_locked is not None:
        set_locked(member, is_locked=is_locked)


@transaction.atomic
def filter_word(member: Member, word: str) -> FilteredWord:
    """Keep posts with a word or phrase out of a member's feeds; once is enough.

    Raises:
        ValidationError: There is no word in it, it is too long, or there are too many already.
    """
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)  # so that none is added over
    mine = FilteredWord.objects.filter(member=member)
    filtered = FilteredWord(member=member, word=words.plain(word))
    filtered.clean_fields(exclude=["member"])
    if known := mine.filter(word=filtered.word).first():
        return known
    if mine.count() >= words.MOST_WORDS:
        raise ValidationError(_("That is enough words. Take one away first."), code="too_many")
    filtered.save()
    return filtered


def allow_word(member: Member, pk: int) -> bool:
    """Take a filter away; False, and nothing changes, if it is not the member's."""
    ended, _counts = FilteredWord.objects.filter(member=member, pk=pk).delete()
    return bool(ended)
