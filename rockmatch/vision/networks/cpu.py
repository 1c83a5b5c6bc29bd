"""What this machine's processor can do."""

import platform
from functools import cache
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")
# Four products of bytes, summed in one instruction: x86-64's VNNI, arm64's dot product.
DOT_PRODUCTS = frozenset({"avx512_vnni", "avx_vnni", "asimddp"})


@cache
def features() -> frozenset[str]:
    """The features of the first core, in Linux' words; none where there is no such list."""
    try:
        lines = CPUINFO.read_text(encoding="utf-8").splitlines()
    except OSError:
        return frozenset()
    for line in lines:
        name, _, words = line.partition(":")
        if name.strip() in ("flags", "Features"):
            return frozenset(words.split())
    return frozenset()


def fast_int8() -> bool:
    """Whether networks of 8-bit integers are faster than those of 32-bit floats here.

    Without such instructions they are slower, and on x86-64 their sums may overflow.
    """
    apple = (platform.system(), platform.machine()) == ("Darwin", "arm64")  # all of them have it
    return apple or bool(features() & DOT_PRODUCTS)
