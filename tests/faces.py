"""Pictures of a face that may be shown everywhere: Eileen Collins, by NASA, public domain.

scikit-image ships the portrait; everything else is made from it.
"""

import io
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter
from skimage import data

MUSEUM = Path(__file__).parents[1] / "rockmatch" / "museum" / "portraits"


@lru_cache(maxsize=1)
def astronaut() -> Image.Image:
    """The portrait: RGB, 512 x 512, the face 106 pixels high at (182, 64)."""
    return Image.fromarray(np.asarray(data.astronaut()))


def is_she_in(picture: Image.Image) -> bool:
    """Whether the details of her face are in a picture of the portrait, of any size.

    A detector may take a rock for a face; these are hers.
    """
    box = (190, 80, 262, 164)
    hers, shown = (
        whole.convert("L").resize((512, 512)).crop(box) for whole in (astronaut(), picture)
    )
    details = [
        np.asarray(face, float) - np.asarray(face.filter(ImageFilter.GaussianBlur(8)), float)
        for face in (hers, shown)
    ]
    if min(detail.std() for detail in details) < 1e-3:
        return False
    return bool(np.corrcoef(details[0].ravel(), details[1].ravel())[0, 1] > 0.5)


def as_file(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def selfie() -> bytes:
    """A good selfie, as a phone sends it."""
    return as_file(astronaut().crop((60, 0, 412, 352)).resize((960, 960)), quality=92)


def dark() -> bytes:
    return as_file(ImageEnhance.Brightness(Image.open(io.BytesIO(selfie()))).enhance(0.05))


def blurred() -> bytes:
    picture = Image.open(io.BytesIO(selfie()))
    return as_file(picture.filter(ImageFilter.GaussianBlur(10)))


def two_faces() -> bytes:
    face = astronaut().crop((100, 0, 350, 300))
    both = Image.new("RGB", (500, 300))
    both.paste(face, (0, 0))
    both.paste(face, (250, 0))
    return as_file(both.resize((1000, 600)))


def faceless() -> bytes:
    """The space shuttle behind her, and nobody."""
    return as_file(astronaut().crop((300, 0, 512, 212)).resize((640, 640)))


def rock() -> bytes:
    """A portrait of the museum, as a phone sends it."""
    file = sorted(MUSEUM.glob("*-512.*"))[0]
    return as_file(Image.open(file).convert("RGB").resize((960, 960)), quality=92)


def far_away() -> bytes:
    """The portrait, small in a large room."""
    room = Image.new("RGB", (2000, 2000), (120, 118, 110))
    room.paste(astronaut().resize((400, 400)), (800, 800))
    return as_file(room)


def camera_film(path: Path, picture: bytes) -> None:
    """Write what Chromium's fake camera shows: a Motion JPEG is JPEGs, one after another."""
    frame = Image.open(io.BytesIO(picture)).convert("RGB")
    frame.thumbnail((480, 480))
    film = Image.new("RGB", (640, 480), (70, 70, 70))
    film.paste(frame, ((640 - frame.width) // 2, (480 - frame.height) // 2))
    draft = path.with_suffix(".draft")
    draft.write_bytes(as_file(film, quality=92) * 30)
    draft.replace(path)
