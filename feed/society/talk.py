"""What is said, by whom, when, to whom: posts, answers, and what is rolled on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from feed.models import Visibility
from feed.society.grammar import LANGUAGES, Speaker
from feed.society.people import WEEKS, Person

_ANSWERS, _ROLLED = 0.38, 0.1  # shares of all posts
_AWAKE: Final = 16  # hours of a day
_TAGGED, _NAMED, _WARNED, _EDITED = 0.3, 0.3, 0.05, 0.04


@dataclass
class Planned:
    """A post that is to be. `reply_to` and `boost_of` are others of the same plan."""

    author: int
    at: datetime
    text: str = ""
    language: str = "en"
    topic: int = 0
    visibility: str = Visibility.PUBLIC
    warning: str = ""
    before: str = ""  # what it said until it was edited
    edited_at: datetime | None = None
    reply_to: "Planned | None" = None
    boost_of: "Planned | None" = None
    place: int = 0  # in the finished plan

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC


class Talk:
    """Makes up so many posts of people who know each other."""

    def __init__(self, people: list[Person], chance: Random, now: datetime) -> None:
        self.people, self.chance, self.now = people, chance, now
        self.speakers = {language: Speaker(language, chance) for language in LANGUAGES}
        self.zones = {person.zone: ZoneInfo(person.zone) for person in people}
        self.voices = [place for place, person in enumerate(people) if person.has_rock]
        self.rolled: set[tuple[int, int]] = set()

    def make(self, count: int) -> list[Planned]:
        """Give `count` posts, or fewer where there is nobody to speak, the eldest first."""
        if not self.voices:
            return []
        rolled, answers = int(count * _ROLLED), int(count * _ANSWERS)
        loud = [self.people[place].loudness for place in self.voices]
        authors = self.chance.choices(self.voices, loud, k=count - rolled - answers)
        said = [self._say(author) for author in authors]
        self._let_answer(said, answers)
        posts = [*said, *self._roll_on(said, rolled)]
        # What answers comes later than what it answers, also where both have the same second.
        posts.sort(key=lambda post: post.at)
        for place, post in enumerate(posts):
            post.place = place
        return posts

    def _say(self, author: int) -> Planned:
        person, chance = self.people[author], self.chance
        friends = [self.people[place].username for place in person.followed]
        friend = chance.choice(friends) if friends else ""
        visibility = self._reach(person, friend)
        speaker = self.speakers[person.language]
        said = speaker.post(friend, is_tagged=chance.random() < _TAGGED)
        text = said.text
        if visibility == Visibility.MENTIONED and f"@{friend}" not in text:
            text = f"@{friend} {text}"
        post = Planned(author, self._some_time(person), text, person.language, said.topic)
        post.visibility = visibility
        if chance.random() < _WARNED:
            post.warning = speaker.warning()
        if chance.random() < _EDITED:
            post.before = _slipped(text, chance)
            post.edited_at = min(self.now, post.at + timedelta(minutes=chance.uniform(1, 40)))
        return post

    def _reach(self, person: Person, friend: str) -> str:
        drawn = self.chance.random()
        if person.is_locked:
            return Visibility.FOLLOWERS if drawn < 0.85 else Visibility.PUBLIC
        if drawn < 0.02 and friend:
            return Visibility.MENTIONED
        return Visibility.FOLLOWERS if drawn < 0.1 else Visibility.PUBLIC

    def _some_time(self, person: Person) -> datetime:
        """Some minute of the last weeks in which they were awake, rather of the last days."""
        chance, zone = self.chance, self.zones[person.zone]
        while True:
            ago = timedelta(days=WEEKS * 7 * chance.random() ** 1.7)
            day = self.now.astimezone(zone) - ago
            hour = (person.wakes + chance.triangular(0.2, _AWAKE, 11)) % 24
            at = day.replace(hour=int(hour), minute=int(hour % 1 * 60), second=chance.randrange(60))
            if at < self.now:
                return at

    def _let_answer(self, said: list[Planned], count: int) -> None:
        """Let people answer, what has been answered more often than what has not."""
        if not said:
            return
        heard = list(said)
        heard += self.chance.choices(said, k=len(said) // 2)
        for _ in range(count * 3):
            if count == 0:
                return
            post = self.chance.choice(heard)
            answer = self._answer(post)
            if answer is not None:
                said.append(answer)
                heard += [answer, post]
                count -= 1

    def _answer(self, post: Planned) -> Planned | None:
        author = self._who_answers(post)
        if author is None:
            return None
        person, of = self.people[author], self.people[post.author]
        language = post.language if person.language == "de" else "en"
        speaker = self.speakers[language]
        is_other = language != post.language
        topic = self.chance.randrange(len(speaker.topics)) if is_other else post.topic
        name = of.username if author != post.author and self.chance.random() < _NAMED else ""
        said = speaker.answer(topic, name)
        at = self._after(post.at, minutes=self.chance.lognormvariate(3.2, 1.3), who=person)
        return Planned(
            author, at, said.text, language, topic, visibility=post.visibility, reply_to=post
        )

    def _who_answers(self, post: Planned) -> int | None:
        """Somebody who can read it: whom it answers, a follower, or of those in the circle."""
        chance, author = self.chance, self.people[post.author]
        if post.reply_to and chance.random() < 0.35 and self._reaches(post, post.reply_to.author):
            return post.reply_to.author
        if post.visibility == Visibility.MENTIONED:
            return None
        pool = author.followers
        if post.is_public and not author.is_locked and (not pool or chance.random() < 0.2):
            pool = self.voices
        found = chance.choice(pool) if pool else post.author
        return found if self.people[found].has_rock and found != post.author else None

    def _reaches(self, post: Planned, other: int) -> bool:
        """Whether one whom a post answers can read it: not what is public of a locked account."""
        author = self.people[post.author]
        return not (author.is_locked and post.is_public) or other in author.followers

    def _roll_on(self, said: list[Planned], count: int) -> list[Planned]:
        """Roll on what is for everybody, each once by each."""
        open_to_all = [
            post
            for post in said
            if post.is_public and not self.people[post.author].is_locked and not post.reply_to
        ]
        posts: list[Planned] = []
        for _ in range(count * 6 if open_to_all else 0):
            if len(posts) == count:
                break
            post = self.chance.choice(open_to_all)
            followers = self.people[post.author].followers
            if not followers:
                continue
            by = self.chance.choice(followers)
            if not self.people[by].has_rock or (by, id(post)) in self.rolled:
                continue
            self.rolled.add((by, id(post)))
            hours = self.chance.lognormvariate(1.2, 1.0)
            at = self._after(post.at, minutes=60 * hours, who=self.people[by])
            posts.append(Planned(by, at, boost_of=post))
        return posts

    def _after(self, at: datetime, *, minutes: float, who: Person) -> datetime:
        """So much later, or once they are awake; never after now, and never before."""
        later = at + timedelta(minutes=minutes)
        slept = (later.astimezone(self.zones[who.zone]).hour - who.wakes) % 24
        if slept > _AWAKE:
            later += timedelta(hours=24 - slept, minutes=self.chance.uniform(0, 50))
        if later < self.now:
            return later
        return at + (self.now - at) * self.chance.uniform(0.05, 0.95)


def _slipped(text: str, chance: Random) -> str:
    """The text with a slip of the pen, which is what most edits mend."""
    places = [at for at in range(1, len(text) - 1) if text[at : at + 2].isalpha()]
    plain = [at for at in places if text[at] != text[at + 1]]
    if not plain:
        return f"{text}."
    at = chance.choice(plain)
    return f"{text[:at]}{text[at + 1]}{text[at]}{text[at + 2 :]}"
