"""Which rock stands where in a photo, and who says that it is them.

A member's own rock stands in a photo only after their yes, and as long as they want it.
"""

from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from feed import originals
from feed.models import Figure, Kind, Photo, Post
from feed.queries.listeners import who_may_see
from feed.services.hanging import change, hold
from feed.services.notifications import take_back, tell
from profiles.models import Member
from profiles.queries import mentionable
from rockmatch.cutouts import is_cut_out
from rockmatch.models import Rock

Answer = Figure.Answer
MOST_ADDED: Final = 50  # rocks that an author adds to a photo
USUAL_SIZE: Final = 0.06  # of a rock that is added: half its height, as a share of the long side
SIZES: Final = (0.005, 0.5)
_SLENDER: Final = 0.8  # a head's width by its height
_NOBODY: Final[dict[str, object]] = {"who": None, "answer": Answer.NONE, "answered_at": None}


@transaction.atomic
def swap(figure: Figure, key: str = "") -> None:
    """Let another rock stand there, drawn by chance.

    With the `key` of an original that is still there, the darkroom works from that; here as below.
    It cannot be chosen: somebody's rock stands for them only if they say yes.

    Raises:
        ValidationError: Nothing stands there, or the rock of a member who said yes.
    """
    held = _hold(figure)
    if held.spared:
        raise ValidationError(_("No rock stands there."), code="spared")
    if held.answer == Answer.YES:
        words = _("That rock stands there because they said yes. Take their name away first.")
        raise ValidationError(words, code="own")
    held.wandering = ""
    held.save(update_fields=["wandering"])
    change([held.photo_id], key=key)


@transaction.atomic
def add(photo: Photo, x: float, y: float, size: float | None = None, *, key: str = "") -> Figure:
    """Lay a rock where the machine has missed a face.

    Args:
        photo: In which.
        x: The middle of the head, as a share of the width.
        y: As a share of the height.
        size: Half the rock's height, as a share of the longer side; without it, as that of the
            nearest one.
        key: See `swap`.

    Raises:
        ValidationError: That is outside of the photo, there are too many, or it is not ready.
    """
    held = _hold_photo(photo.pk)
    if not (0 <= x <= 1 and 0 <= y <= 1 and (size is None or SIZES[0] <= size <= SIZES[1])):
        raise ValidationError(_("A rock has to lie within the photo."), code="outside")
    others = list(held.figures.all())
    if sum(other.origin == Figure.Origin.ADDED for other in others) >= MOST_ADDED:
        raise ValidationError(_("That are rocks enough."), code="too_many")
    half_width, half_height = _size(held, x, y, size, others)
    made = Figure.objects.create(
        photo=held,
        number=max((other.number for other in others), default=-1) + 1,
        x=x,
        y=y,
        half_width=half_width,
        half_height=half_height,
        origin=Figure.Origin.ADDED,
    )
    change([held.pk], key=key)
    return made


def _size(
    photo: Photo, x: float, y: float, size: float | None, others: list[Figure]
) -> tuple[float, float]:
    if size is None and others:
        near = min(others, key=lambda other: (other.x - x) ** 2 + (other.y - y) ** 2)
        return near.half_width, near.half_height
    half = (size or USUAL_SIZE) * max(photo.width, photo.height)
    return _SLENDER * half / photo.width, half / photo.height


@transaction.atomic
def spare(figure: Figure, key: str) -> None:
    """Say that there is nobody's face: the rock goes, and the post notes it.

    What was added by hand is taken away again. Both need the original, so they can be done before
    the photo is published, and while its original is there.

    Raises:
        ValidationError: The photo is in a post, or its original is gone.
    """
    held = _hold(figure)
    if held.photo.post_id is not None or originals.get(held.photo_id, key) is None:
        words = _("What is under the rock was destroyed. Choose the photo again to change that.")
        raise ValidationError(words, code="expired")
    if held.origin == Figure.Origin.ADDED:
        held.delete()
    else:
        Figure.objects.filter(pk=held.pk).update(spared=True, **_NOBODY)
    change([held.photo_id], key=key)


@transaction.atomic
def cover(figure: Figure, key: str = "") -> None:
    """Take that back: a rock stands there again.

    Raises:
        ValidationError: The photo is not ready.
    """
    held = _hold(figure)
    if not held.spared:
        return
    held.spared, held.wandering = False, ""
    held.save(update_fields=["spared", "wandering"])
    change([held.photo_id], key=key)


def keep_covered(photo_id: UUID) -> None:
    """Give up what was to be spared where the original was gone before the darkroom came to it."""
    Figure.objects.filter(photo=photo_id, spared=True).exclude(shown="").update(spared=False)


@transaction.atomic
def name(figure: Figure, username: str) -> None:
    """Say who stands there; they are asked once the photo is published, if they see it.

    Raises:
        ValidationError: There is nobody of that name whom the author can ask, or they stand
            elsewhere in the photo.
    """
    held = _hold(figure)
    author = held.photo.member
    who = _askable(author, username.strip().removeprefix("@").lower())
    # Who is parted by a block, takes no mentions or is not there: it must look the same.
    if who is None or not _sees(who, held.photo.post):
        raise ValidationError({"who": _("You cannot ask anybody of that name.")}, code="nobody")
    if held.who_id == who.pk:
        return
    if held.spared:
        raise ValidationError({"who": _("No rock stands there.")}, code="spared")
    if held.photo.figures.filter(who=who).exists():
        words = _("They stand elsewhere in this photo. Take their name away there first.")
        raise ValidationError({"who": words}, code="twice")
    _unname(held)
    held.who = who
    held.answer = Answer.YES if who.pk == author.pk else Answer.NONE
    held.answered_at = timezone.now() if who.pk == author.pk else None
    held.save(update_fields=["who", "answer", "answered_at"])
    if held.answer == Answer.YES:
        change([held.photo_id])
    elif held.photo.post is not None:
        ask(held.photo.post)


def _askable(author: Member, username: str) -> Member | None:
    if username == author.username:
        return author
    found = mentionable(author, [username]) if username.isprintable() else []
    return found[0] if found else None


def _sees(member: Member, post: Post | None) -> bool:
    return post is None or Member.objects.filter(who_may_see(post), pk=member.pk).exists()


@transaction.atomic
def unname(figure: Figure) -> None:
    """Take a name away; a wandering rock stands there again."""
    _unname(_hold(figure))


def _unname(held: Figure) -> None:
    if held.who_id is None:
        return
    photo, was_yes = held.photo, held.answer == Answer.YES
    take_back([Kind.NAMED], actor_id=photo.member_id, members=[held.who_id], post=photo.post)
    held.who, held.answer, held.answered_at = None, Answer.NONE, None
    _draw_afresh(held, was_yes)


def _draw_afresh(held: Figure, was_yes: bool) -> None:
    if was_yes:
        held.wandering = ""
    held.save()
    if was_yes:
        change([held.photo_id])


def ask(post: Post) -> None:
    """Ask those who are named in a post's photos, and see it, whether it is them.

    Who does not see it is not named any more.
    """
    waiting = Figure.objects.filter(photo__post=post, who__isnull=False, answer=Answer.NONE)
    named = list(waiting.values_list("who_id", flat=True))
    if not named or post.author is None:
        return
    found = Member.objects.filter(who_may_see(post), pk__in=named)
    names = found.values_list("username", flat=True)
    asked = [member.pk for member in mentionable(post.author, list(names))]
    waiting.exclude(who__in=asked).update(**_NOBODY)
    waiting.update(answer=Answer.ASKED)
    tell(Kind.NAMED, asked, actor_id=post.author_id, post=post)


@transaction.atomic
def answer(member: Member, figure: Figure, *, is_me: bool) -> None:
    """Say yes or no to having been named; a yes may become a no at any time, and a no a yes.

    Raises:
        ValidationError: Nobody asks this member, or not any more.
    """
    held = _hold(figure)
    if held.who_id != member.pk or held.answer == Answer.NONE:
        raise ValidationError(_("Nobody asks you that any more."), code="gone")
    was_yes = held.answer == Answer.YES
    if is_me == was_yes and held.answer != Answer.ASKED:
        return
    refused = Answer.WITHDRAWN if was_yes else Answer.NO
    held.answer, held.answered_at = Answer.YES if is_me else refused, timezone.now()
    _draw_afresh(held, was_yes)
    if is_me:
        change([held.photo_id])


def withdraw(member: Member, figure: Figure) -> None:
    """Take a yes back, or answer no.

    Raises:
        ValidationError: Nobody asks this member, or not any more.
    """
    answer(member, figure, is_me=False)


def own_rock(figure: Figure) -> Rock | None:
    """The member's own rock, if that is to stand there and can.

    Expects `who__rock` to be read.
    """
    rock = figure.who.rock if figure.who and figure.answer == Answer.YES else None
    return rock if rock and not figure.spared and is_cut_out(rock) else None


def needs_wandering(member: Member) -> bool:
    """Whether a member's rock cannot stand in photos, for there is no mask of it.

    A wandering rock stands for them instead; a page that asks for their yes tells them so.
    """
    return member.rock is not None and not is_cut_out(member.rock)


# When something happens to a member --------------------------------------------------------------


def show_new_rock(member_id: int) -> None:
    """Let photos show the rock that a member is now."""
    change(_photos(Figure.objects.filter(who=member_id, answer=Answer.YES)))


@transaction.atomic
def forget(member_id: int) -> None:
    """Take a member's name and rock out of all photos: they leave."""
    _forget(Figure.objects.filter(who=member_id))


@transaction.atomic
def part(one_id: int, other_id: int) -> None:
    """Take the names of two members out of each other's photos: a block stands between them."""
    either = Q(who=one_id, photo__member=other_id) | Q(who=other_id, photo__member=one_id)
    _forget(Figure.objects.filter(either))


def _forget(figures: QuerySet[Figure]) -> None:
    standing = list(figures.filter(answer=Answer.YES).values_list("pk", "photo_id"))
    figures.update(**_NOBODY)
    Figure.objects.filter(pk__in=[pk for pk, _photo in standing]).update(wandering="")
    change({photo_id for _pk, photo_id in standing})


def _photos(figures: QuerySet[Figure]) -> set[UUID]:
    return set(figures.values_list("photo_id", flat=True))


def _hold_photo(photo_id: UUID) -> Photo:
    held = hold(photo_id)
    if held is None or not held.is_done:
        raise ValidationError(_("That photo is not ready."), code="not_ready")
    return held


def _hold(figure: Figure) -> Figure:
    """Lock the photo of a figure, and read it anew."""
    photo = _hold_photo(figure.photo_id)
    held = photo.figures.select_related("who").filter(number=figure.number).first()
    if held is None:
        raise ValidationError(_("That rock is no longer there."), code="gone")
    held.photo = photo
    return held
