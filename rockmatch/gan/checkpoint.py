"""Everything that a step changes, as one file: weights, the optimizer's state, pools, where it is.

A checkpoint takes its name when it is whole, so a full disk or a killed process leaves the last
one. Beside it lie the generators alone, in half precision, a tenth of its size.
"""

import io
import json
import zipfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rockmatch.vision.dataset.files import CannotGoOn, as_text, save, shown

FILE = "checkpoint.npz"
GENERATORS = {"to_rocks": "to-rocks.npz", "to_humans": "to-humans.npz"}


@dataclass
class Place:
    """Where a run is."""

    step: int = 0
    """Steps made, from the beginning."""
    seconds: float = 0.0
    """In which the steps of this epoch were made."""
    sums: dict[str, float] = field(default_factory=dict)
    """Losses of this epoch's steps, summed."""


def save_checkpoint(folder: Path, model: Any, place: Place) -> None:
    """Write the checkpoint, then the generators.

    Raises:
        CannotGoOn: they cannot be written, or some weights are no finite numbers; the last
            checkpoint is still there.
    """
    arrays = [np.asarray(value) for value in _values(model)]
    if not all(np.isfinite(array).all() for array in arrays if array.dtype.kind == "f"):
        raise CannotGoOn("Some weights are no numbers any more.")
    save(folder / FILE, _packed(arrays, json.dumps(asdict(place))))
    for name, file in GENERATORS.items():
        weights = [w.astype(np.float16) for w in getattr(model, name).get_weights()]
        save(folder / file, _packed(weights, ""))


def load_checkpoint(folder: Path, model: Any) -> Place:
    """Bring a model of the same recipe to where the run was.

    Raises:
        CannotGoOn: there is no checkpoint, it is broken, or it is another model's.
    """
    arrays, text = _unpacked(folder / FILE)
    variables = _variables(model)
    if [array.shape for array in arrays] != [tuple(one.shape) for one in variables]:
        raise CannotGoOn(f"{_named(folder / FILE)} is of another model than this recipe's.")
    for variable, array in zip(variables, arrays, strict=True):
        variable.assign(array)
    return Place(**json.loads(text))


def load_generator(folder: Path, name: str, model: Any) -> None:
    """Give a generator alone its trained weights.

    Raises:
        CannotGoOn: they are not there, or do not fit.
    """
    path = folder / GENERATORS[name]
    arrays, _ = _unpacked(path)
    try:
        model.set_weights([array.astype(np.float32) for array in arrays])
    except ValueError as problem:
        raise CannotGoOn(f"{_named(path)} does not fit the recipe beside it.") from problem


def _variables(model: Any) -> list[Any]:
    return [*model.variables, *model.optimizer.variables]


def _values(model: Any) -> list[Any]:
    import keras

    return [keras.ops.convert_to_numpy(variable.value) for variable in _variables(model)]


def _packed(arrays: list[NDArray[Any]], text: str) -> memoryview:
    file = io.BytesIO()
    named = {f"a{number:04}": array for number, array in enumerate(arrays)}
    np.savez(file, allow_pickle=False, place=np.array(text), **named)
    return file.getbuffer()


def _unpacked(path: Path) -> tuple[list[NDArray[Any]], str]:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as content:
            names = sorted(name for name in content.files if name != "place")
            return [content[name] for name in names], str(content["place"])
    except FileNotFoundError as problem:
        raise CannotGoOn(f"There is no {_named(path)}.") from problem
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as problem:
        raise CannotGoOn(f"{_named(path)} is broken.") from problem


def _named(path: Path) -> str:
    return shown(as_text(path))
