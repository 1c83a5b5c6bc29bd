"""Why something is left out of an import: a code, and half a sentence for curators."""

from typing import Final, NamedTuple

REASONS: Final[dict[str, str]] = {
    # of the file
    "unreadable": "the file cannot be read",
    "outside": "it lies outside the folder, or a link leads there",
    "text_clipping": "a text clipping, no picture",
    "not_an_image": "no picture that we can open",
    "too_large": "too large",
    "too_small": "too small",
    # of its name and place
    "no_number": "no number in its name says which rock it belongs to",
    "several_numbers": "pictures of one person carry several numbers",
    "no_rock": "there is no such rock",
    "misplaced": "not where this layout has pictures",
    "unpaired": "no human is paired with this stone",
    "same_number": "another stone has the same number",
    "bad_row": "the row cannot be used",
    # of the face, as for selfies
    "no_face": "no face that can be read",
    "several_faces": "several faces",
    "face_too_small": "the face is too small",
    "too_blurred": "blurred",
    "too_dark": "too dark",
    "already_a_rock": "a stone where a human should be",
    "near_duplicate": "the same photograph, or nearly, is here already",
    # of the stone
    "taken_for_a_face": "a detector sees a face in the stone",
    "no_stone": "it shows no single stone, but a room, a shelf or people",
    # of an archive
    "not_named": "its table does not name the file",
    "twice": "the archive has two files of this name",
    "a_link": "a symbolic link",
    "withheld": "neither a picture nor a vector was given away",
    "bad_vector": "no 128 numbers of unit length",
    "conflict": "something here has its name or its place already",
}


class LeftOut(Exception):
    """A file or a row that does not come in. `code` is one of `REASONS`."""

    def __init__(self, code: str, detail: str = "") -> None:
        if code not in REASONS:
            raise ValueError(f"{code!r} is no reason")
        super().__init__(sentence(code, detail))
        self.code, self.detail = code, detail


class Left(NamedTuple):
    """What was left out, for the report."""

    key: str
    code: str
    detail: str = ""


def sentence(code: str, detail: str = "") -> str:
    """Half a sentence, with what is known of this one."""
    return f"{REASONS[code]}: {detail}" if detail else REASONS[code]
