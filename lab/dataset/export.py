"""Writes an edition: one view of the data, in one pass over the answers."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path

from django.db import connection, transaction

from lab.dataset import card, faces_in_things, hub
from lab.dataset.answers import answer_tables
from lab.dataset.archive import write_archive
from lab.dataset.changes import Former
from lab.dataset.coco import annotations, tapped_face, write_ladder
from lab.dataset.edition import Edition, Tally, nothing_to_publish
from lab.dataset.manifest import write_checksums, write_head
from lab.dataset.pairings import write_pairings
from lab.dataset.results import write_results
from lab.dataset.stones import Stone, read_stones, write_stones
from lab.dataset.tables import csv_file
from lab.models import Trial
from lab.queries.dataset import Answer, answers, count_answers, count_simulated_raters, raters
from rockmatch.vision.dataset.files import CannotGoOn


def export(out: Path, edition: Edition) -> tuple[Path, Path, Tally]:
    """Write an edition into `out`: a folder and a zip of it.

    Raises:
        CannotGoOn: there is nothing to publish, or what there is must not be; it is there already;
            the edition before is none; it cannot be written. Nothing is left behind.
    """
    tally = Tally()
    former = Former(edition.since, edition) if edition.since else None
    with transaction.atomic():
        _hold_still()
        _refuse_simulated(edition)
        stones = read_stones(edition, tally)
        _refuse_nothing(edition, stones)
        fill = _filler(edition, tally, stones, former)
        folder, packed = write_archive(out, edition.name, fill)
    return folder, packed, tally


def _hold_still() -> None:
    """See the data as they are now, whatever is answered or withdrawn meanwhile."""
    if not connection.savepoint_ids:  # a test that rolls back has begun before
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _refuse_simulated(edition: Edition) -> None:
    simulated = 0 if edition.is_simulated else count_simulated_raters()
    if simulated:
        raise CannotGoOn(
            f"{simulated:,} raters are simulated: this is a lab to try out. "
            "--simulated writes an edition of these alone, which says so everywhere."
        )


def _refuse_nothing(edition: Edition, stones: Sequence[Stone]) -> None:
    if not stones:
        raise CannotGoOn("There are no stones in the lab. Run fill_lab first.")
    if not edition.may_be_empty and not any(stone.is_published for stone in stones):
        raise nothing_to_publish(edition, count_answers(simulated=edition.is_simulated))


def _filler(
    edition: Edition, tally: Tally, stones: list[Stone], former: Former | None
) -> Callable[[Path], None]:
    def fill(folder: Path) -> None:
        write_stones(folder, stones, tally)
        write_ladder(folder, edition, stones)
        write_results(folder, stones, tally)
        _write_answers(folder, edition, tally, stones)
        write_pairings(folder, edition, tally)
        present = _write_raters(folder, edition, tally)
        changes = former.changes(folder, present) if former else None
        if changes:
            (folder / "CHANGES.md").write_text(changes.text(edition), encoding="utf-8")
        write_head(folder, edition, tally, changes)
        card.write(folder, edition, tally, changes)
        write_checksums(folder)

    return fill


def _write_answers(folder: Path, edition: Edition, tally: Tally, stones: list[Stone]) -> None:
    """Write all that is made of answers, stone by stone."""
    known = {stone.id for stone in stones if stone.is_published}
    people_file = folder / "annotations" / "people.json"
    with ExitStack() as stack:
        tables = stack.enter_context(answer_tables(folder))
        people = stack.enter_context(annotations(people_file, edition, stones, known))
        pictures = stack.enter_context(hub.metadata(folder, edition))
        things = stack.enter_context(
            csv_file(folder / "faces_in_things.csv", faces_in_things.COLUMNS)
        )
        for stone, said in _by_stone(edition, stones):
            for answer in said:
                tables.add(stone, answer)
                if answer.points:
                    people.add(stone, answer.points, **tapped_face(answer))
                tally.raters.add(str(answer.rater))
                tally.genders[answer.gender] += 1
            pictures.add(stone, [answer for answer in said if not answer.marks])
            if stone.is_published:
                things.add(faces_in_things.row_of(stone, [a for a in said if _is_counted(a)]))
            tally.answers += len(said)
        tally.faces = people.count


def _by_stone(edition: Edition, stones: list[Stone]) -> Iterator[tuple[Stone, list[Answer]]]:
    """Each stone with its answers; with none, unless enough raters answered."""
    published = [stone.id for stone in stones if stone.is_published]
    found = answers(published, simulated=edition.is_simulated, with_marked=edition.with_marked)
    by_stone = groupby(found, key=lambda answer: answer.stimulus)
    coming = next(by_stone, None)
    for stone in stones:
        if coming and coming[0] == stone.id:
            yield stone, list(coming[1])
            coming = next(by_stone, None)
        else:
            yield stone, []


def _is_counted(answer: Answer) -> bool:
    return answer.catch == Trial.Catch.NONE and not answer.marks


def _write_raters(folder: Path, edition: Edition, tally: Tally) -> set[str]:
    """Write who is in the edition, and under which consent; returns all who are in the lab."""
    present: set[str] = set()
    with csv_file(folder / "raters.csv", ("rater", "consent_version")) as table:
        for rater, version in raters(simulated=edition.is_simulated):
            present.add(rater)
            if rater in tally.raters:
                table.add((rater, version))
                tally.consents[version] += 1
    return present
