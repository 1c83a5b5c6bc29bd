"""What a page shows of a photo in a post: read from the post's own row."""

from dataclasses import asdict, dataclass
from typing import Any, Self

from django.core.files.storage import default_storage
from django.urls import reverse

from feed.models import Photo, Post
from feed.photo_store import FORMATS, name_of


@dataclass(frozen=True)
class File:
    """One file of a photo: its format, its size in pixels, and where it is."""

    format: str
    width: int
    height: int
    url: str


@dataclass(frozen=True)
class Picture:
    """A photo as it is shown.

    Attributes:
        id: Of the photo.
        token: What its files' names are made of.
        width: Of the largest file, in pixels; `height` likewise.
        sides: The long sides of its files, the largest first.
        colour: sRGB, to be seen until it is there.
        preview: A data URI of some pixels.
        alt: What it shows, in the author's words; perhaps empty.
        spared: How many places the author says show nobody's face.
    """

    id: str
    token: str
    width: int
    height: int
    sides: tuple[int, ...]
    colour: str
    preview: str
    alt: str
    spared: int

    @classmethod
    def of(cls, photo: Photo, spared: int | None = None) -> Self:
        """Read it from the photo; `spared` if that is known (else one query)."""
        if spared is None:
            spared = photo.figures.filter(spared=True).count()
        return cls(
            id=str(photo.pk),
            token=photo.token,
            width=photo.width,
            height=photo.height,
            sides=tuple(photo.sides),
            colour=photo.colour,
            preview=photo.preview,
            alt=photo.alt,
            spared=spared,
        )

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Self:
        return cls(**kept | {"sides": tuple(kept["sides"])})

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"sides": list(self.sides)}

    def files(self, kind: str = "") -> list[File]:
        """All files, or those of one format, the largest first."""
        return [
            self._file(one, side) for one in FORMATS if kind in ("", one) for side in self.sides
        ]

    def _file(self, kind: str, side: int) -> File:
        scale = side / max(self.width, self.height, 1)
        width, height = (max(1, round(pixels * scale)) for pixels in (self.width, self.height))
        return File(kind, width, height, default_storage.url(name_of(self.token, side, kind)))

    def srcset(self, kind: str) -> str:
        """For the attribute `srcset` of a source of that format."""
        return ", ".join(f"{file.url} {file.width}w" for file in self.files(kind))

    @property
    def avif(self) -> str:
        return self.srcset("avif")

    @property
    def webp(self) -> str:
        return self.srcset("webp")

    @property
    def largest(self) -> File:
        """What is shown where nothing else is chosen."""
        return self.files("webp")[0]

    @property
    def page(self) -> str:
        return reverse("photo", args=[self.id])


def pictures(post: Post) -> list[Picture]:
    """The photos of a post, in their order, without a query."""
    return [Picture.read(kept) for kept in post.pictures]
