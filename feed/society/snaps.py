"""Posts with photos in a made-up society: drawings that say so, in which rocks stand for heads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from feed.models import Photo
from feed.services import hanging
from feed.society.drawing import rockified
from feed.society.grammar import LANGUAGES, Speaker, stock
from feed.society.talk import Planned

_PEOPLE: Final = (2, 5)  # in a drawing, at least and at most
_EVERY: Final = 5  # so many posts lie between two with a drawing


@dataclass(frozen=True)
class Snap:
    """A post that is to come with a drawing of so many people."""

    post: Planned
    people: int

    @property
    def alt(self) -> str:
        said: str = stock(LANGUAGES[self.post.language])["drawn_alt"]
        return said.replace("{people}", str(self.people))


def plan_snaps(posts: Sequence[Planned], count: int, chance: Random) -> list[Snap]:
    """Choose the latest posts that everybody sees, and let their words tell of a drawing."""
    speakers = {language: Speaker(language, chance) for language in LANGUAGES}
    snaps = []
    for post in list(_fit(posts))[::_EVERY][:count]:
        people = chance.randint(*_PEOPLE)
        words = chance.choice(stock(LANGUAGES[post.language])["drawings"])
        post.text = speakers[post.language].fill(words, {"people": str(people)})
        snaps.append(Snap(post, people))
    return snaps


def _fit(posts: Sequence[Planned]) -> Iterator[Planned]:
    for post in reversed(posts):
        plain = not (post.reply_to or post.boost_of or post.warning or post.before)
        if plain and post.is_public and "@" not in post.text:
            yield post


def put_up(snap: Snap, post_id: int, member_id: int, chance: Random) -> None:
    """Draw what a post is to show, and keep it as a photo is kept."""
    photo = Photo.objects.create(member_id=member_id, post_id=post_id, alt=snap.alt)
    hanging.finish(photo.pk, 1, rockified(snap.people, chance))
