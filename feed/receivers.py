"""What happens to posts when something else has happened."""

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver

from feed.models import Post
from feed.services import evidence
from profiles.models import Member
from rockmatch.models import Rock
from rockmatch.signals import rockelganger_changed


@receiver(rockelganger_changed)
def speak_as_the_rock(*, member_id: int, rock: Rock, **_: Any) -> None:
    """Find a member's posts among those of their present rock's geology."""
    Post.objects.filter(author=member_id, boost_of=None).exclude(geology=rock.geology).update(
        geology=rock.geology
    )


@receiver(pre_delete, sender=Member)
def forget_what_they_said(*, instance: Member, **_: Any) -> None:
    """Take what was kept of a member's words for the moderators along."""
    evidence.forget_of(instance)
