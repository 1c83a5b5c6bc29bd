"""What a photo may be. The web process asks this too, so it loads nothing."""

from typing import Final

MAX_BYTES: Final = 25 * 1024 * 1024
MAX_PIXELS: Final = 100_000_000
MIN_SIDE: Final = 32  # pixels
