"""What happens to posts, and of whom members are told, when something else has happened."""

from functools import partial
from typing import Any, Final

from django.db import transaction
from django.db.models.signals import post_delete, pre_delete, pre_save
from django.dispatch import receiver

from feed.models import Kind, Notification, Photo, Post
from feed.services import evidence, figures, hanging, photos, stones
from feed.services.notifications import forget, take_back, tell
from profiles.models import Member
from profiles.signals import follow_asked, follow_ended, followed, left, parted
from rockmatch.models import Rock
from rockmatch.signals import rock_cut_out, rockelganger_changed
from studio.models import FoundStone, Suggestion
from studio.signals import stone_decided, suggestions_decided

MOST_KIN: Final = 50  # who are told of one more


@receiver(rockelganger_changed)
def speak_as_the_rock(*, member_id: int, rock: Rock, **_: Any) -> None:
    """Find a member's posts among those of their present rock's geology."""
    Post.objects.filter(author=member_id, boost_of=None).exclude(geology=rock.geology).update(
        geology=rock.geology
    )
    transaction.on_commit(partial(_greet_kin, member_id, rock.pk), robust=True)
    transaction.on_commit(partial(figures.show_new_rock, member_id), robust=True)


@receiver(rock_cut_out)
def let_it_stand_in_photos(*, rock: Rock, **_: Any) -> None:
    for member_id in Member.objects.filter(rock=rock).values_list("pk", flat=True):
        transaction.on_commit(partial(figures.show_new_rock, member_id), robust=True)


def _greet_kin(member_id: int, rock_id: int) -> None:
    """Tell the latest of those who are a rock that somebody became it, and no others any more."""
    take_back([Kind.KIN], actor_id=member_id)
    kin = Member.objects.filter(rock=rock_id, is_active=True).exclude(pk=member_id)
    latest = kin.order_by("-date_joined", "-pk").values_list("pk", flat=True)
    tell(Kind.KIN, latest[:MOST_KIN], actor_id=member_id)


@receiver(followed)
def tell_of_follow(
    *, follower_id: int, followed_id: int, was_asked: bool = False, **_: Any
) -> None:
    """Tell who is followed; or, where they have let somebody in, tell these."""
    if not was_asked:
        tell(Kind.FOLLOW, [followed_id], actor_id=follower_id)
        return
    take_back([Kind.REQUEST], actor_id=follower_id, members=[followed_id])
    tell(Kind.ACCEPTED, [follower_id], actor_id=followed_id)


@receiver(follow_asked)
def tell_of_request(*, follower_id: int, followed_id: int, **_: Any) -> None:
    tell(Kind.REQUEST, [followed_id], actor_id=follower_id)


@receiver(follow_ended)
def untell_of_follow(*, follower_id: int, followed_id: int, **_: Any) -> None:
    take_back([Kind.FOLLOW, Kind.REQUEST], actor_id=follower_id, members=[followed_id])
    take_back([Kind.ACCEPTED], actor_id=followed_id, members=[follower_id])


@receiver(suggestions_decided)
def tell_of_pairing(*, member_ids: list[int], rock: Rock, state: str, **_: Any) -> None:
    """Tell who has suggested what became a pairing; untell them where a curator takes it back."""
    if state == Suggestion.State.TAKEN_UP:
        tell(Kind.SUGGESTION, member_ids, rock=rock)
    elif state == Suggestion.State.OPEN:
        told = Notification.objects.filter(kind=Kind.SUGGESTION, member__in=member_ids, rock=rock)
        forget(told.filter(read_at=None))


@receiver(parted)
def unname_each_other(*, one_id: int, other_id: int, **_: Any) -> None:
    figures.part(one_id, other_id)


@receiver(left)
def unname_who_leaves(*, member_id: int, **_: Any) -> None:
    figures.forget(member_id)


@receiver(stone_decided)
def tell_of_stone(*, stone: FoundStone, **_: Any) -> None:
    """Tell who brought it; of what a curator took back nobody needs to hear any more."""
    forget(Notification.objects.filter(kind=Kind.STONE, stone=stone, read_at=None))
    if stone.member_id is not None and stone.status != FoundStone.Status.WAITING:
        tell(Kind.STONE, [stone.member_id], stone=stone)


@receiver(pre_save, sender=Member)
def hide_their_photos(
    *, instance: Member, update_fields: frozenset[str] | None = None, **_: Any
) -> None:
    """Let the files of who is hidden have other names, whoever hides them: nobody sees them now.

    They keep those when their member is back, since nobody has learned them.
    """
    is_said = update_fields is None or "is_active" in update_fields
    if instance.is_active or not is_said:
        return
    if Member.objects.filter(pk=instance.pk, is_active=True).exists():
        transaction.on_commit(partial(hanging.send_to_rename, instance.pk), robust=True)


@receiver(pre_delete, sender=Member)
def forget_what_they_said(*, instance: Member, **_: Any) -> None:
    """Take what was kept of a member's words for the moderators along, and their rock in photos."""
    evidence.forget_of(instance)
    figures.forget(instance.pk)
    instance.answered_stones = stones.answered_by(instance.pk)  # type: ignore[attr-defined]


@receiver(post_delete, sender=Member)
def clear_their_stones_away(*, instance: Member, **_: Any) -> None:
    """Take away the stones whose last answer was theirs."""
    for stone in instance.answered_stones:  # type: ignore[attr-defined]
        stones.clear_away(stones.hold_stones(stone))


@receiver(post_delete, sender=Photo)
def take_its_files_along(*, instance: Photo, **_: Any) -> None:
    kept = instance.pk, instance.token, instance.ground  # the instance will know its id no more
    transaction.on_commit(partial(photos.forget, *kept), robust=True)
