"""The loop of a run: epochs with a checkpoint, a sheet and a row of losses each.

A run's folder holds ``recipe.json``, ``checkpoint.npz``, the generators, ``losses.csv``,
``sheets/`` and ``events/`` (``tensorboard --logdir``). All that a step does follows from the
recipe, its number and the checkpoint, so a run that was stopped anywhere and goes on comes to what
it would have.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rockmatch.gan import checkpoint
from rockmatch.gan.checkpoint import Place, load_checkpoint, save_checkpoint
from rockmatch.gan.events import EventFile
from rockmatch.gan.losses import COLUMNS, add_losses
from rockmatch.gan.model import CycleGAN, batch_of
from rockmatch.gan.pictures import Batches
from rockmatch.gan.recipe import FILE as RECIPE
from rockmatch.gan.recipe import Recipe
from rockmatch.gan.schedule import rate_at
from rockmatch.gan.sheet import sheet, there_and_back
from rockmatch.gan.stopped import Stopped
from rockmatch.gan.translator import Translator
from rockmatch.vision.dataset.files import CannotGoOn, prepare_folder, save, stop_if_hopeless

EVENT_EVERY = 25  # steps


@dataclass(frozen=True)
class Sources:
    """What a run learns from, and what its sheets show."""

    humans: NDArray[np.uint8]
    rocks: NDArray[np.uint8]
    """Both n x side x side x 3, somewhat larger than the recipe's pictures."""
    shown_humans: NDArray[np.uint8]
    shown_rocks: NDArray[np.uint8]
    """Both n x size x size x 3."""


class Run:
    """A run, begun or gone on with."""

    def __init__(self, folder: Path, recipe: Recipe, sources: Sources, *, resume: bool) -> None:
        """Prepare the folder and the networks.

        Raises:
            CannotGoOn: the folder holds another run, or none to go on with, or is not writable.
        """
        begun = (folder / RECIPE).exists()
        if resume and begun:
            recipe.goes_on_from(Recipe.read(folder))
        elif begun:
            raise CannotGoOn(
                f"{folder} holds a run already. --resume goes on with it; or choose another folder."
            )
        elif resume:
            raise CannotGoOn(f"There is no run in {folder} to go on with. Leave --resume out.")
        prepare_folder(folder / "sheets")
        self.folder, self.recipe, self._sources = folder, recipe, sources
        self.steps_of_epoch = recipe.steps_of_epoch(len(sources.humans), len(sources.rocks))
        self.model = CycleGAN(recipe)
        self.place = Place()
        if (folder / checkpoint.FILE).exists():
            self.place = load_checkpoint(folder, self.model)
        recipe.write(folder)
        self._batches = Batches(
            [sources.humans, sources.rocks],
            size=recipe.size,
            batch=recipe.batch,
            seed=recipe.seed,
        )
        self._events = _begin_events(folder / "events")

    @property
    def epoch(self) -> int:
        """Whole epochs that are done."""
        return self.place.step // self.steps_of_epoch

    def train(self, say: Callable[[str], None], stop: Callable[[], bool]) -> None:
        """Go on to the end.

        Args:
            say: is told a line after each epoch.
            stop: asked after each step whether to stop.

        Raises:
            Stopped: ``stop`` said so; all is saved.
            CannotGoOn: the disk is full, or the losses are no numbers any more; the last checkpoint
                is whole.
        """
        try:
            while self.epoch < self.recipe.epochs:
                self._step()
                if self.place.step % self.steps_of_epoch == 0:
                    say(self._end_of_epoch())
                    continue  # at least to the next step, and all is saved
                if stop():
                    save_checkpoint(self.folder, self.model, self.place)
                    raise Stopped
        finally:
            if self._events:
                self._events.close()

    def _step(self) -> None:
        start = time.monotonic()
        batch = batch_of(self.place.step, self._batches, self.recipe)
        losses = self.model.step(batch, self._rate())
        if not all(map(math.isfinite, losses.values())):
            raise CannotGoOn(self._advice())
        self.place.step += 1
        self.place.seconds += time.monotonic() - start
        for name, loss in losses.items():
            self.place.sums[name] = self.place.sums.get(name, 0.0) + loss
        if self.place.step % EVENT_EVERY == 0:
            self._tell(self._events, losses | {"rate": self._rate()})

    def _end_of_epoch(self) -> str:
        """Save, and say in a line how it went."""
        steps, place = self.steps_of_epoch, self.place
        means = {name: total / steps for name, total in place.sums.items()}
        speed = steps * self.recipe.batch / max(place.seconds, 1e-9)
        row = {
            "epoch": self.epoch,
            "steps": place.step,
            "seconds": round(place.seconds, 2),
            "pictures_per_second": round(speed, 2),
            "rate": self._rate(),
        } | {name: round(mean, 5) for name, mean in means.items()}
        self.place = Place(step=place.step)
        save_checkpoint(self.folder, self.model, self.place)
        self._add_row(row)
        self.draw_sheet()
        cycle = (means["cycle_humans"] + means["cycle_rocks"]) / 2
        fool = (means["fool_humans"] + means["fool_rocks"]) / 2
        judge = (means["judge_humans"] + means["judge_rocks"]) / 2
        return (
            f"epoch {self.epoch} of {self.recipe.epochs}: {place.seconds:.1f} s, "
            f"{speed:.1f} pictures a second, there and back {cycle:.3f}, "
            f"fooling {fool:.3f}, judging {judge:.3f}"
        )

    def draw_sheet(self) -> None:
        """Write ``sheets/epoch-NNNN.webp``: what is shown, there, and back."""
        to_rocks, to_humans = Translator(self.model.to_rocks), Translator(self.model.to_humans)
        humans, rocks = self._sources.shown_humans, self._sources.shown_rocks
        rows = []
        for pictures, there, back in ((humans, to_rocks, to_humans), (rocks, to_humans, to_rocks)):
            made = there(pictures)
            rows += there_and_back(pictures, made, back(made))
        if rows:
            save(self.folder / "sheets" / f"epoch-{self.epoch:04}.webp", sheet(rows))

    def _add_row(self, row: dict[str, float]) -> None:
        add_losses(self.folder, row)
        self._tell(self._events, {f"epoch/{name}": row[name] for name in COLUMNS[2:]})

    def _tell(self, events: EventFile | None, values: dict[str, float]) -> None:
        if events:
            try:
                events.scalars(self.place.step, values)
            except OSError as problem:
                stop_if_hopeless(problem, self.folder)
                raise

    def _rate(self) -> float:
        steps, recipe = self.steps_of_epoch, self.recipe
        constant, total = recipe.decay_from * steps, recipe.epochs * steps
        return rate_at(self.place.step, recipe.rate, constant, total)

    def _advice(self) -> str:
        half = (
            f"half the rate (--rate {self.recipe.rate / 2:g})"
            if self.recipe.precision == "float32"
            else "--precision float32, and if it happens again half the rate "
            f"(--rate {self.recipe.rate / 2:g})"
        )
        there = (self.folder / checkpoint.FILE).exists()
        again = "--resume goes on from the last checkpoint" if there else "begin again"
        return (
            f"The losses are no numbers any more, in epoch {self.epoch + 1}, "
            f"step {self.place.step + 1}. Try {half}; {again}."
        )


def _begin_events(folder: Path) -> EventFile:
    try:
        return EventFile(folder)
    except OSError as problem:
        raise CannotGoOn(f"Cannot write to {folder}: {problem.strerror}.") from problem
