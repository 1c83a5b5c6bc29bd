"""What can go wrong with a painting."""


class PaintingFailed(Exception):
    """There is no picture."""


class Diverged(PaintingFailed):
    """The losses are no numbers any more. Says what to try."""
