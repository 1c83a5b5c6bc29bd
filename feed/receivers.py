"""What happens to posts when something else has happened."""

from typing import Any

from django.dispatch import receiver

from feed.models import Post
from rockmatch.models import Rock
from rockmatch.signals import rockelganger_changed


@receiver(rockelganger_changed)
def speak_as_the_rock(*, member_id: int, rock: Rock, **_: Any) -> None:
    """Find a member's posts among those of their present rock's geology."""
    Post.objects.filter(author=member_id, boost_of=None).exclude(geology=rock.geology).update(
        geology=rock.geology
    )
