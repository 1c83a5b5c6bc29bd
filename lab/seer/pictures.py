"""Stones of ours of which we know where the face is: the ladder's and the museum's."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lab.ladder import FOLDER
from rockmatch.museum_loader import MUSEUM
from rockmatch.portraits.catalogue import read_catalogue
from rockmatch.portraits.ladder import read_ladder
from rockmatch.portraits.museum import PORTRAITS
from rockmatch.portraits.parameters import RockParameters
from rockmatch.vision.seer.known import Known, share_of_yes
from rockmatch.vision.tapped import face_box

type Shares = Mapping[str, float]
"""Of people who see a face, by a stone's key."""

# All rocks of the museum have strong faces: they tell where a face is more than how strong it is.
LOOKS_AT_LADDER, LOOKS_AT_MUSEUM = 16, 5
SHOWN: Final = 512  # pixels of a portrait of the museum, as the lab shows it
RESOLUTION: Final = 80  # of the mesh on which eyes and mouth are looked for: to 6 in 1000 of a side


def ladder(said: Shares, folder: Path = FOLDER, prefix: str = "ladder") -> Iterator[Known]:
    """The ladder's pictures, rock by rock; or those of a folder that is made like it."""
    for rock in read_ladder(folder):
        box = face_box(**rock["landmarks"])
        for picture in rock["pictures"]:
            key = f"{prefix}-{rock['rock']:02}-{picture['rung']}"
            yield Known(
                key=key,
                file=picture["file"],
                family=f"{prefix}-{rock['rock']:02}",
                picture=_read(folder / picture["file"]),
                box=box,
                share=said.get(key, share_of_yes(picture["strength"])),
                strength=picture["strength"],
                looks=LOOKS_AT_LADDER,
            )


def museum(said: Shares, folder: Path = MUSEUM) -> Iterator[Known]:
    """The museum's portraits; eyes and mouth are looked for on each rock's mesh.

    Raises:
        ImportError: that needs the `portraits` extra.
    """
    for entry in read_catalogue(folder):
        yield _of_museum(entry, said, folder)


def _of_museum(entry: dict[str, Any], said: Shares, folder: Path) -> Known:
    from rockmatch.portraits.landmarks import landmarks_of

    key = f"rock-{entry['slug']}"
    parameters = RockParameters.from_dict(entry["parameters"])
    marks = landmarks_of(parameters, RESOLUTION)
    file = next(one["file"] for one in entry["portraits"] if one["size"] == SHOWN)
    return Known(
        key=key,
        file=file,
        family=key,
        picture=_read(folder / PORTRAITS / file),
        box=face_box(*marks),
        share=said.get(key, share_of_yes(parameters.face_strength)),
        strength=parameters.face_strength,
        looks=LOOKS_AT_MUSEUM,
    )


def _read(path: Path) -> NDArray[np.uint8]:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))
