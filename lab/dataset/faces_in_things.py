"""`faces_in_things.csv`: a row for each stone, in the columns of Faces in Things.

Hamilton, Stent, DuTell et al., "Seeing Faces in Things" (ECCV 2024); its `metadata.csv` at
https://github.com/mhamilton723/FacesInThings has this very head, so that its reader,
`json.loads` on `boxes` included, reads ours.

| column | here |
| --- | --- |
| file | the picture in this archive; empty for a stone whose picture is not given away |
| url | empty: theirs are links to the web |
| boxes | `[x, y, width, height]` in pixels of each face that raters agree on (`agreeing.py`) |
| is_primary | true for the face that most raters tapped, which is the first |
| Is there a face? | No if less than half saw one; Several if more saw several than one; else Yes |
| Hard to spot?, Emotion?, Person or creature?, Gender? | what most raters said, in their words; \
our "cannot say" of who it is, a neutral mood and gender are as theirs: "", Neutral, Neutral |
| Accident or design? | Design where we put a face in, Accident for a real stone, else empty |
| Amusing?, Common?, Flags | empty: we do not ask |
| num_boxes, train | how many boxes; whether its split is train |
| split | one of four folds, by the rock, whatever `train` says |
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from lab.dataset.agreeing import agreed
from lab.dataset.coco import as_json
from lab.dataset.split import fold_of
from lab.dataset.stones import Stone
from lab.models import Stimulus, Trial
from lab.queries.dataset import Answer
from rockmatch.vision.tapped import Box, face_box

COLUMNS: Final = (
    *("file", "url", "boxes", "is_primary", "Is there a face?", "Hard to spot?"),
    *("Accident or design?", "Emotion?", "Person or creature?", "Gender?", "Amusing?", "Common?"),
    *("Flags", "num_boxes", "train", "split"),
)
_BEINGS: Final = {
    Trial.Being.NEUTRAL: "",
    Trial.Being.ADULT: "Human-Adult",
    Trial.Being.CHILD: "Human-Young",
    Trial.Being.OLD: "Human-Old",
}


def row_of(stone: Stone, answers: Sequence[Answer]) -> list[Any]:
    """The row of a stone, by answers to plain questions of raters who are not marked."""
    boxes = agreed([_box(stone, answer) for answer in answers if answer.points])
    rounded = [[round(side, 2) for side in box] for box in boxes]
    being = most_said(answers, "being", Trial.Being.values)
    return [
        *(stone.file, "", as_json(rounded), [n == 0 for n in range(len(boxes))]),
        _is_there_a_face(answers),
        most_said(answers, "hardness", Trial.Hardness.values).capitalize(),
        _accident_or_design(stone),
        most_said(answers, "mood", Trial.Mood.values).capitalize(),
        _BEINGS.get(being, being.capitalize()),  # type: ignore[call-overload]
        most_said(answers, "gender", Trial.Gender.values).capitalize(),
        *("", "", ""),
        *(len(boxes), stone.split == "train", fold_of(stone.family)),
    ]


def most_said(answers: Sequence[Answer], name: str, order: Sequence[str]) -> str:
    """What most said, of those who said something; the first in `order` where two are even."""
    said = Counter(getattr(answer, name) for answer in answers if getattr(answer, name))
    return max(order, key=lambda value: said[value]) if said else ""


def _is_there_a_face(answers: Sequence[Answer]) -> str:
    said = Counter(answer.seen for answer in answers)
    if 2 * said[Trial.Seen.NO] > len(answers):
        return "No"
    return "Several" if said[Trial.Seen.SEVERAL] > said[Trial.Seen.ONE] else "Yes"


def _accident_or_design(stone: Stone) -> str:
    if stone.kind == Stimulus.Kind.REAL:
        return "Accident"
    return "Design" if stone.strength else ""


def _box(stone: Stone, answer: Answer) -> Box:
    return face_box(*stone.in_pixels(answer.points or {}))
