"""The command line of a run, for ``manage.py train_cyclegan`` and ``python -m rockmatch.gan``."""

import argparse
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_args

from rockmatch.gan.pictures import Collection, middle, read_collection
from rockmatch.gan.recipe import Precision, Recipe
from rockmatch.gan.stopped import Stopped
from rockmatch.vision.dataset.files import CannotGoOn

ABOUT = (
    "Train a CycleGAN between the pictures below HUMANS and those below ROCKS; see docs/lab.md. "
    "Exit status: 0 all well, 2 it could not work, 130 stopped, and can go on."
)
SMALL = {"size": 64, "blocks": 4, "filters": 32, "epochs": 10, "pictures": 320}
SHOWN = 4  # pictures of each kind on a sheet
FEW = 50  # pictures; the paper's collections have about a thousand
BROKEN_OFF = "Broken off. The last checkpoint is whole: --resume goes on from it."
Say = Callable[[str], None]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be asked for. What is not given is the recipe's, or that of the run to go on."""
    parser.add_argument("humans", type=Path, metavar="HUMANS", help="a folder of pictures")
    parser.add_argument("rocks", type=Path, metavar="ROCKS", help="a folder of pictures")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the run's folder")
    parser.add_argument("--resume", action="store_true", help="go on where the run stopped")
    parser.add_argument(
        "--small", action="store_true", help="small networks, for half an hour on a CPU"
    )
    default = Recipe()
    for name, kind, about in (
        ("size", int, f"side of a picture in pixels ({default.size}; with --small 64)"),
        ("blocks", int, f"residual blocks ({default.blocks}; the paper: 6 at 128, 9 at 256)"),
        ("filters", int, f"of the first layers ({default.filters}; with --small 32)"),
        ("epochs", int, f"({default.epochs}; with --small 10)"),
        ("decay-from", int, "epoch after which the learning rate falls to 0 (half of the epochs)"),
        ("batch", int, f"pictures of each kind in a step ({default.batch})"),
        ("pictures", int, "of each kind in an epoch (as many as the larger folder has)"),
        ("rate", float, f"learning rate ({default.rate:g})"),
        ("seed", int, f"({default.seed})"),
    ):
        parser.add_argument(f"--{name}", type=kind, metavar="N", help=about)
    parser.add_argument(
        "--precision",
        choices=get_args(Precision),
        help="mixed_bfloat16 on an accelerator, float32 elsewhere",
    )
    parser.add_argument("--minutes", type=float, help="stop and save after so long")
    for one in ("humans", "rocks"):
        parser.add_argument(
            f"--show-{one}", type=Path, metavar="DIR", help="these on the sheets, not the first"
        )


def train(options: dict[str, Any], say: Say) -> None:
    """Train as asked.

    Raises:
        CannotGoOn: the message says what to do.
        Stopped: by Ctrl-C, SIGTERM or the time; all is saved, and the message says how to go on.
    """
    recipe = _recipe(options)
    humans, rocks = (
        _collection(options[kind], recipe.size, kind, say) for kind in ("humans", "rocks")
    )
    larger = max(len(humans.pictures), len(rocks.pictures))
    recipe = replace(recipe, pictures=recipe.pictures or larger)  # also when there are more later
    shown = [
        _shown(options[f"show_{kind}"], own, recipe.size)
        for kind, own in (("humans", humans), ("rocks", rocks))
    ]
    from rockmatch.gan.training import Run, Sources  # loads TensorFlow, JAX or PyTorch

    sources = Sources(humans.pictures, rocks.pictures, shown[0], shown[1])
    run = Run(options["out"], recipe, sources, resume=options["resume"])
    say(
        f"{len(humans.pictures):,} humans, {len(rocks.pictures):,} rocks, {recipe.size} pixels, "
        f"{recipe.precision}; {run.steps_of_epoch:,} steps an epoch"
        + (f"; going on from step {run.place.step:,}" if run.place.step else "")
    )
    minutes = options["minutes"]
    end = time.monotonic() + 60 * minutes if minutes else float("inf")
    with _asked_to_stop() as asked:
        try:
            run.train(say, lambda: asked.is_set() or time.monotonic() > end)
        except Stopped:
            raise Stopped(
                f"Stopped at step {run.place.step:,}, in epoch {run.epoch + 1}. All is saved: the "
                "same command with --resume goes on from here."
            ) from None


def _recipe(options: dict[str, Any]) -> Recipe:
    """The defaults, or the run's that goes on, with what was given."""
    names = [field.name for field in fields(Recipe)]
    given = {name: options[name] for name in names if options.get(name) is not None}
    if options["resume"]:
        recipe = Recipe.read(options["out"])
    else:
        given = (SMALL if options["small"] else {}) | given
        recipe = Recipe(precision=_precision())
    epochs = given.get("epochs", recipe.epochs)
    if epochs != recipe.epochs:
        given.setdefault("decay_from", epochs // 2)
    return replace(recipe, **given)


def _precision() -> Precision:
    return "mixed_bfloat16" if _accelerated() else "float32"


def _accelerated() -> bool:
    """Whether Keras computes on something else than a CPU."""
    import keras

    match keras.backend.backend():
        case "jax":
            import jax

            return bool(jax.default_backend() != "cpu")
        case "torch":
            import torch

            return bool(torch.cuda.is_available())
        case _:
            import tensorflow as tf

            return bool(tf.config.list_physical_devices("GPU"))


def _collection(folder: Path, size: int, kind: str, say: Say) -> Collection:
    found = read_collection(folder, size)
    if found.broken:
        say(f"{found.broken:,} files in {folder} are no pictures and were passed over.")
    count = len(found.pictures)
    if count < FEW:
        say(
            f"Only {count} {kind}: the networks will know these by heart and little else. Some "
            "hundreds of each kind, different in what should not matter, are what it takes."
        )
    return found


def _shown(folder: Path | None, own: Collection, size: int) -> Any:
    found = read_collection(folder, size) if folder else own
    return middle(found.pictures[:SHOWN], size)


@contextmanager
def _asked_to_stop() -> Iterator[threading.Event]:
    """Note Ctrl-C and SIGTERM, for a step to be finished; a second one breaks off."""
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked
        return

    def note(number: int, _frame: Any) -> None:
        if asked.is_set():
            signal.default_int_handler(number, None)
        asked.set()

    before = {one: signal.signal(one, note) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def main(arguments: list[str] | None = None) -> int:
    """Run as a program: its exit status."""
    parser = argparse.ArgumentParser(prog="python -m rockmatch.gan", description=ABOUT)
    add_arguments(parser)
    options = vars(parser.parse_args(arguments))
    try:
        train(options, lambda line: print(line, flush=True))
    except CannotGoOn as problem:
        parser.exit(2, f"{problem}\n")
    except Stopped as problem:
        parser.exit(130, f"{problem}\n")
    except KeyboardInterrupt:
        parser.exit(130, f"{BROKEN_OFF}\n")
    return 0
