"""The layout of a Hugging Face image folder, which `datasets.load_dataset` reads as it lies there.

Each split is a folder of pictures with a `metadata.parquet`: a row for each, with the faces that
people tapped in `objects`, and in `truth` the face that we put in. Without pictures each split is
a Parquet file. (https://huggingface.co/docs/datasets/image_dataset)
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

from lab.dataset.coco import CATEGORY, annotation
from lab.dataset.edition import Edition
from lab.dataset.split import SPLITS
from lab.dataset.stones import Stone
from lab.dataset.tables import Parquet
from lab.queries.dataset import Answer

_SAID: Final = ("hardness", "mood", "being", "gender", "seen", "way", "catch")
_GROUP: Final = 16  # rows, of thousands of faces each


class Metadata:
    """The open files of all splits."""

    def __init__(self, folder: Path, stack: ExitStack, *, with_pictures: bool) -> None:
        self._folder, self._stack, self._with_pictures = folder, stack, with_pictures
        self._splits: dict[str, Parquet] = {}

    def add(self, stone: Stone, answers: Sequence[Answer]) -> None:
        """Add a stone, if its picture is in the archive or none is."""
        if self._with_pictures and not stone.picture:
            return
        self._split(stone.split).add(_row(stone, answers))

    def _split(self, split: str) -> Parquet:
        if split not in self._splits:
            path = self._folder / metadata_file(split, with_pictures=self._with_pictures)
            path.parent.mkdir(parents=True, exist_ok=True)
            parquet = Parquet(path, _schema(), group=_GROUP)
            self._splits[split] = self._stack.enter_context(parquet)
        return self._splits[split]


@contextmanager
def metadata(folder: Path, edition: Edition) -> Iterator[Metadata]:
    """Open the metadata of all splits; a split that nothing is in has none."""
    with ExitStack() as stack:
        yield Metadata(folder, stack, with_pictures=edition.with_pictures)


def metadata_file(split: str, *, with_pictures: bool) -> str:
    """Where the rows of a split lie."""
    return f"data/{split}/metadata.parquet" if with_pictures else f"data/{split}.parquet"


def configs(folder: Path, edition: Edition) -> str:
    """What the head of the card says to `load_dataset`, as YAML."""
    lines = ["configs:", "- config_name: default", "  data_files:"]
    for split in SPLITS:
        file = metadata_file(split, with_pictures=edition.with_pictures)
        if (folder / file).exists():
            path = f"data/{split}/*" if edition.with_pictures else file
            lines += [f"  - split: {split}", f'    path: "{path}"']
    return "\n".join(lines)


def _row(stone: Stone, answers: Sequence[Answer]) -> list[Any]:
    faces = [
        annotation(stone, answer.points) | {"answer": answer} for answer in answers if answer.points
    ]
    objects = {
        "bbox": [face["bbox"] for face in faces],
        "category": [CATEGORY["name"] for _ in faces],
        "keypoints": [face["keypoints"] for face in faces],
        "annotator_id": [str(face["answer"].rater) for face in faces],
        "rt_ms": [face["answer"].rt_ms for face in faces],
        **{name: [getattr(face["answer"], name) for face in faces] for name in _SAID},
    }
    said = (stone.said.careful, stone.said.share) if stone.is_published else (None, None)
    return [
        Path(stone.file).name,
        *(stone.id, stone.key, stone.kind, stone.family, stone.rung, stone.strength),
        *(stone.width, stone.height, *said, objects, _truth(stone)),
    ]


def _truth(stone: Stone) -> dict[str, Any] | None:
    """The face that we put in, or its absence; None if we do not know."""
    if stone.landmarks is None or stone.strength is None:
        return None
    faces = [annotation(stone, stone.landmarks)] if stone.strength else []
    return {
        "bbox": [face["bbox"] for face in faces],
        "category": [CATEGORY["name"] for _ in faces],
        "keypoints": [face["keypoints"] for face in faces],
    }


def _schema() -> Any:
    import pyarrow as pa

    texts, numbers = pa.list_(pa.string()), pa.list_(pa.list_(pa.float32()))
    face = [("bbox", numbers), ("category", texts), ("keypoints", numbers)]
    said = [("annotator_id", texts), ("rt_ms", pa.list_(pa.int32()))]
    said += [(name, texts) for name in _SAID]
    return pa.schema(
        [
            ("file_name", pa.string()),
            *(("image_id", pa.int64()), ("stone", pa.string()), ("kind", pa.string())),
            *(("family", pa.string()), ("rung", pa.int32()), ("strength", pa.float32())),
            *(("width", pa.int32()), ("height", pa.int32())),
            *(("raters", pa.int32()), ("saw_a_face", pa.float32())),
            *(("objects", pa.struct(face + said)), ("truth", pa.struct(face))),
        ]
    )
