"""What can be wrong with a picture or with the face in it.

A code is public: the API and the pages show one friendly sentence for each.
"""

from typing import ClassVar


class VisionError(Exception):
    """A picture cannot be read, for a reason that its sender can mend."""

    codes: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, code: str, detail: str = "") -> None:
        """Keep the public ``code``; ``detail`` is for operators and holds nothing of the picture.

        Raises:
            ValueError: the class knows no such code.
        """
        if code not in self.codes:
            raise ValueError(f"{type(self).__name__} has no code {code!r}")
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail

    def __reduce__(self) -> tuple[type["VisionError"], tuple[str, str]]:
        """Travel between processes with code and detail."""
        return type(self), (self.code, self.detail)


class PictureError(VisionError):
    """The bytes are no picture that we take."""

    codes = frozenset({"not_an_image", "too_large", "too_small"})


class FaceError(VisionError):
    """The picture is fine, but no single face in it can be read well."""

    codes = frozenset(
        {
            "no_face",
            "several_faces",
            "face_too_small",
            "too_blurred",
            "too_dark",
            "already_a_rock",
        }
    )
