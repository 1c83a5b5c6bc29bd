"""The crowd moves in: the one place that writes it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q

from lab import consent
from lab.careless import Told, marks_of
from lab.drawing import Draw, Stone, draw_round
from lab.fill import fill_lab
from lab.models import PairTrial, Rater, Stimulus, Trial
from lab.society.answering import answer, change_of_mind
from lab.society.observers import Observer, make_observer
from lab.society.pairs import faces, pair_trials
from lab.society.stones import Struck, strike
from rockmatch.pour import pour

WEEKS: Final = 9
_COUNT_AGAIN: Final = 25  # raters after which stones are drawn by how many answers they have now
_GO_ON, _MOST_ROUNDS = 0.55, 6
_BREAKS_OFF: Final = 0.06  # in a round, after some stones of it
_LANGUAGES: Final = {"en": 6, "de": 4}

type Step = Callable[[int], None]


class NoStones(Exception):
    """There is nothing to look at."""


@transaction.atomic
def bring_crowd(*, raters: int, seed: int, now: datetime, step: Step | None = None) -> int:
    """Let so many people look who are made up, all or none of them; tells how many answers.

    All are marked as simulated. They are shown what somebody would be shown, round by round, with
    catch trials (`lab.drawing`), and whoever answers without looking is marked as anybody is
    (`lab.careless`). The same seed gives the same crowd on the same stones.

    Args:
        raters: How many.
        seed: Any whole number.
        now: When the last of it has happened.
        step: Is told after some how many there are.

    Raises:
        NoStones: No ladder and no rocks.
    """
    fill_lab()
    # Another crowd beside an earlier one of the same seed is another crowd.
    chance = Random(f"{seed}/{Rater.objects.count()}")  # noqa: S311  (no secret)
    crowd = _Crowd(seed, now, chance)
    people: list[Rater] = []
    trials: list[Trial] = []
    chosen: list[PairTrial] = []
    for number in range(1, raters + 1):
        rater, looked, paired = crowd.next_rater()
        people.append(rater)
        trials += looked
        chosen += paired
        if step and number % _COUNT_AGAIN == 0:
            step(_COUNT_AGAIN)
    pour(Rater, people, with_ids=True)
    pour(Trial, trials, with_ids=True)
    pour(PairTrial, chosen, with_ids=True)
    return sum(trial.answered_at is not None for trial in trials) + len(chosen)


class _Crowd:
    """Makes one after the other, who share the stones."""

    def __init__(self, seed: int, now: datetime, chance: Random) -> None:
        answers = Count("trials", filter=Q(trials__answered_at__isnull=False, trials__catch=""))
        stones = Stimulus.objects.in_play().annotate(answers=answers).order_by("pk")
        self.struck = {stone.pk: strike(stone, seed) for stone in stones}
        self.stones = [
            Stone(stone.pk, stone.kind, stone.family, stone.rung, stone.answers) for stone in stones
        ]
        if not self.stones:
            raise NoStones
        self.answers = {stone.pk: stone.answers for stone in self.stones}
        self.faces = faces(chance)
        self.now, self.chance, self.made = now, chance, 0

    def next_rater(self) -> tuple[Rater, list[Trial], list[PairTrial]]:
        """Somebody, with all that they were shown and said."""
        if self.made % _COUNT_AGAIN == 0:
            self.stones = [replace(one, answers=self.answers[one.pk]) for one in self.stones]
        self.made += 1
        chance, observer = self.chance, make_observer(self.chance)
        began = self.now - timedelta(weeks=WEEKS) * chance.random() ** 1.3
        rater = Rater(
            id=UUID(int=chance.getrandbits(128), version=4),
            public_id=UUID(int=chance.getrandbits(128), version=4),
            consent_version=consent.VERSION,
            language=chance.choices([*_LANGUAGES], [*_LANGUAGES.values()])[0],
            seed=chance.getrandbits(31),
            began_at=began,
            is_simulated=True,
        )
        drawn, trials = self._rounds(rater, observer)
        self._date(trials, began)
        rungs = {draw.stone.pk: draw.stone.rung for draw in drawn}
        rater.marks = marks_of([_told(trial, rungs) for trial in trials if trial.answered_at])
        ended = max((trial.answered_at or began for trial in trials), default=began)
        until = min(self.now, ended + timedelta(minutes=chance.uniform(4, 20)))
        chosen = list(pair_trials(rater, observer, self.faces, until, chance))
        rater.answered_at = max([ended, *(one.answered_at or ended for one in chosen)])
        return rater, trials, chosen

    def _rounds(self, rater: Rater, observer: Observer) -> tuple[list[Draw], list[Trial]]:
        shown: list[Draw] = []
        trials: list[Trial] = []
        minds: dict[int, float] = {}
        for number in range(1, _MOST_ROUNDS + 1):
            drawn = draw_round(self.stones, shown, seed=rater.seed, number=number)
            shown += drawn
            leaves = self.chance.random() < _BREAKS_OFF
            last = self.chance.randint(1, len(drawn)) if leaves and drawn else len(drawn)
            for place, draw in enumerate(drawn, start=1):
                said = self._said(observer, draw, minds) if place <= last else {}
                trials.append(_trial(rater, self.chance, draw, number, place, said))
            if leaves or not drawn or self.chance.random() > _GO_ON:
                break
        return shown, trials

    def _said(self, observer: Observer, draw: Draw, minds: dict[int, float]) -> dict[str, Any]:
        stone: Struck = self.struck[draw.stone.pk]
        mind = minds.get(stone.pk)
        mind = self.chance.random() if mind is None else change_of_mind(mind, self.chance)
        minds[stone.pk] = mind
        if not draw.catch:
            self.answers[stone.pk] += 1
        return answer(observer, stone, draw.way, mind, self.chance)

    def _date(self, trials: list[Trial], began: datetime) -> None:
        """Say when each was shown and answered: a round at a sitting, the next perhaps days on."""
        at, ends = began, list(_seconds(trials, self.chance))
        room = 0.999 * (self.now - began).total_seconds()
        needed = sum(wait + took for wait, took in ends)
        pace = min(1.0, room / needed) if needed else 1.0
        for trial, (wait, took) in zip(trials, ends, strict=True):
            if not trial.seen:
                continue
            trial.shown_at = at + timedelta(seconds=wait * pace)
            trial.answered_at = at = trial.shown_at + timedelta(seconds=took * pace)


def _seconds(trials: list[Trial], chance: Random) -> Iterator[tuple[float, float]]:
    """For each trial, how long after the one before it was shown, and how long it took."""
    for trial in trials:
        pause = chance.choice([60, 900, 86_400, 3 * 86_400]) * chance.random()
        taps = 7 if trial.mouth else 1
        wait = pause if trial.place == 1 and trial.round > 1 else taps * chance.random()
        yield wait, (trial.elapsed_ms or 0) / 1000


def _trial(
    rater: Rater, chance: Random, draw: Draw, number: int, place: int, said: dict[str, Any]
) -> Trial:
    return Trial(
        id=UUID(int=chance.getrandbits(128), version=4),
        rater=rater,
        stimulus_id=draw.stone.pk,
        round=number,
        place=place,
        way=draw.way,
        catch=draw.catch,
        **said,
    )


def _told(trial: Trial, rungs: dict[int, int | None]) -> Told:
    stone = trial.stimulus_id
    return Told(stone, rungs[stone], trial.way, trial.catch, trial.seen, trial.rt_ms)
