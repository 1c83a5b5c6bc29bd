"""What glibc does with freed memory: kept for the next picture, given back after loading."""

import ctypes
from contextlib import suppress

KEPT = 64 << 20  # bytes free at the end of a heap
LARGEST = 32 << 20  # bytes; glibc takes no more. Larger pieces always come from the kernel.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # from malloc.h


def keep_freed_memory() -> bool:
    """Tell glibc so, for the whole process.

    A picture of a megapixel takes some 40 MB for as long as its faces are looked for. Fresh pages
    are cleared by the kernel one by one, which took as long as half of the networks.

    Returns:
        Whether it was possible: there may be another C library.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return False
    return all(mallopt(*pair) for pair in ((_TRIM_THRESHOLD, KEPT), (_MMAP_THRESHOLD, LARGEST)))


def give_memory_back() -> None:
    """Return to the kernel what is free now: loading the networks needs 200 MB for a moment."""
    with suppress(AttributeError, OSError, TypeError):  # there may be another C library
        ctypes.CDLL(None).malloc_trim(0)
