"""What can be wrong with a photo, beyond what can be wrong with any picture."""

from rockmatch.vision.errors import VisionError


class PhotoError(VisionError):
    """The picture is fine, but it cannot be shown without faces.

    ``face_left``: after all rounds a detector still sees a face beside the rocks.
    ``too_many_faces``: more than we cover; a crowd of that size has no faces to speak of.
    """

    codes = frozenset({"face_left", "too_many_faces"})
