"""Bring in what a layout proposes: one pair at a time, each wholly or not at all.

Started again, it goes on: files are known by their digests. Between two pairs the outcome of each
stone is kept, and the list of what was left out, and nothing else.
"""

import hashlib
import io
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from django.db import IntegrityError
from PIL import Image

from rockmatch.gate import barring
from rockmatch.importers.eyes import Eyes
from rockmatch.importers.house import House, Key
from rockmatch.importers.proposals import Crop, Hanging, Layout, Photograph, Proposal, Stone
from rockmatch.importers.reasons import Left, LeftOut, sentence
from rockmatch.portraits.framing import frame
from rockmatch.services.humans import NewHuman, NewRock
from rockmatch.services.rocks import LEAST_SIDE, SIZES, middle, portraits_of
from rockmatch.vision.alignment import CROP_SIZE
from rockmatch.vision.dataset.files import CannotGoOn
from rockmatch.vision.dataset.files import sentence as said
from rockmatch.vision.dataset.outcome import Outcome
from rockmatch.vision.errors import FaceError, PictureError
from rockmatch.vision.pictures import open_picture

LEAST_STONE: Final = 48  # pixels, the shorter side of a photograph that may be framed


@dataclass
class Import:
    """One run."""

    house: House
    eyes: Eyes
    held_out: bool = False
    """Bring all pairings held out."""
    left: list[Left] = field(default_factory=list)
    humans: int = 0
    rocks: int = 0
    pairings: int = 0
    _stones: dict[str, Key | LeftOut] = field(default_factory=dict)

    def work(self, layout: Layout) -> Generator[Outcome]:
        """Bring in all that there is; tells of each pair and of each file that was left out.

        Raises:
            CannotGoOn: the storage takes no files, or the source has become unreadable.
        """
        for told in layout:
            if isinstance(told, Left):
                yield self._leave(told)
                continue
            try:
                made = self._take(told)
            except LeftOut as why:
                yield self._leave(Left(told.key, why.code, why.detail))
            except IntegrityError:
                yield self._leave(Left(told.key, "conflict"))
            except OSError as problem:
                raise CannotGoOn(f"The storage takes no files: {said(problem)}.") from problem
            else:
                yield Outcome(told.key, "made" if made else "kept")

    def _leave(self, left: Left) -> Outcome:
        self.left.append(left)
        return Outcome(left.key, "failed", sentence(left.code, left.detail))

    def _take(self, told: Proposal) -> bool:
        """Bring one pair, or one stone; tells whether there was anything to do."""
        if told.human is None:
            rock = self._rock(told.rock, alone=True)
            if not isinstance(rock, NewRock):
                return False
            self.house.hang(rock)
            self.rocks += 1
            return True
        data, digest = _data(told.human)
        here = self.house.human(digest)
        human = self._human(told.human, data, digest) if here is None else here
        rock = self._rock(told.rock)
        if here is not None and not isinstance(rock, NewRock) and self.house.are_paired(here, rock):
            return False
        self.house.pair(human, rock, told.note, told.held_out or self.held_out, told.name)
        self.pairings += 1
        self.humans += here is None
        self.rocks += isinstance(rock, NewRock)
        return True

    def _human(self, human: Photograph | Crop, data: bytes | None, digest: str) -> NewHuman:
        read = self._photograph(data) if isinstance(human, Photograph) else self._crop(human, data)
        embedding, crop = read
        if twin := self.house.twin(embedding):
            raise LeftOut("near_duplicate", twin)
        return NewHuman(
            name=human.name,
            digest=digest,
            source=human.rights.source,
            licence=human.rights.licence,
            licence_url=human.rights.licence_url,
            may_be_shown=human.rights.may_be_shown,
            embedding=embedding,
            crop=crop,
            id=human.id if isinstance(human, Crop) else "",
        )

    def _photograph(self, data: bytes | None) -> tuple[Any, Any]:
        picture = _open(data or b"")
        try:
            face = self.eyes.read(np.asarray(picture))
        except FaceError as problem:
            raise LeftOut(problem.code, problem.detail) from None
        return face.embedding, face.crop

    def _crop(self, human: Crop, data: bytes | None) -> tuple[Any, Any]:
        if data is None:
            return human.vector, None
        crop = _open(data)
        if crop.size != (CROP_SIZE, CROP_SIZE):
            raise LeftOut("bad_row", f"a crop has {CROP_SIZE} x {CROP_SIZE} pixels")
        pixels = np.asarray(crop)
        return self.eyes.embed_crop(pixels) if human.vector is None else human.vector, pixels

    def _rock(self, rock: Stone | Hanging, *, alone: bool = False) -> NewRock | Key:
        """The rock that is here, or one to be made of a stone that may be shown.

        A stone is looked at once in a run, whatever became of it.
        """
        if isinstance(rock, Hanging):
            return self._hanging(rock)
        known = self._stones.get(rock.key)
        if isinstance(known, LeftOut):
            raise LeftOut(known.code, known.detail)
        if known is not None and (here := self.house.rock(digest=known)) is not None:
            return here
        try:
            data = rock.read()
            digest = rock.digest or hashlib.sha256(data).hexdigest()
            self._stones[rock.key] = digest
            here = self.house.rock(digest=digest)
            return self._screened(rock, data, digest) if here is None else here
        except LeftOut as why:
            told = f"{rock.key}: {why.detail}" if why.detail else rock.key
            self._stones[rock.key] = LeftOut(why.code, told)
            if alone:
                raise
            self.left.append(Left(rock.key, why.code, why.detail))
            raise LeftOut(why.code, told) from None  # of the human

    def _hanging(self, rock: Hanging) -> Key:
        here = self.house.rock(digest=rock.digest) if rock.digest else None
        here = here or self.house.rock(slug=rock.slug)
        if here is None:
            raise LeftOut("no_rock", rock.slug)
        return here

    def _screened(self, rock: Stone, data: bytes, digest: str) -> NewRock:
        picture = _open(data, min_side=LEAST_STONE)
        if self.eyes.shows_no_stone(np.asarray(picture)):
            raise LeftOut("no_stone")
        square = middle(picture) if min(picture.size) >= LEAST_SIDE else _framed(picture)
        portraits = portraits_of(square)
        shown = [Image.open(io.BytesIO(content)) for content in portraits.values()]
        verdict = self.eyes.screen([*shown, picture])
        if verdict["faces"]:
            raise LeftOut("taken_for_a_face", ", ".join(barring(verdict)))
        words = rock.words
        return NewRock(
            name=words.name,
            digest=digest,
            words={
                "geology": words.geology,
                "stone": words.stone,
                "sentence": words.sentence,
                "alt": words.alt,
            },
            square=square,
            portraits=portraits,
            verdict=verdict,
        )


def _data(human: Photograph | Crop) -> tuple[bytes | None, str]:
    """The bytes of a human's file, and the digest that they are known by."""
    if isinstance(human, Crop):
        return human.read() if human.read else None, human.digest
    data = human.read()
    return data, hashlib.sha256(data).hexdigest()


def _open(data: bytes, **limits: int) -> Image.Image:
    try:
        return open_picture(data, **limits)
    except PictureError as problem:
        raise LeftOut(problem.code, problem.detail) from None


def _framed(picture: Image.Image) -> Image.Image:
    """Framed, unless it is a portrait already: those of an archive are."""
    return picture if picture.width == picture.height and picture.width in SIZES else frame(picture)
