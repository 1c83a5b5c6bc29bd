"""Face detectors side by side, to know of a rock what a machine sees in it.

Each module adapts one detector whose weights come inside its package, so that nothing is fetched
when it runs. MTCNN is what the worker reads selfies with, CenterFace what it looks at photos with,
and both are always there; the others are the extra ``detectors`` (requirements-detectors.lock).
"""

from functools import cache
from importlib.metadata import version
from importlib.util import find_spec

from rockmatch.vision.detectors.base import Detector
from rockmatch.vision.detectors.centerface import CenterFace
from rockmatch.vision.detectors.dlib_hog import DlibHog
from rockmatch.vision.detectors.lbp_cascade import LbpCascade
from rockmatch.vision.detectors.mediapipe_short import MediapipeShort
from rockmatch.vision.detectors.mtcnn import Mtcnn
from rockmatch.vision.detectors.mtcnn_opencv import MtcnnOpencv

KINDS = (Mtcnn, MtcnnOpencv, CenterFace, MediapipeShort, DlibHog, LbpCascade)


@cache
def installed() -> list[Detector]:
    """Load the detectors that are installed here, once in a process; always in the same order.

    Some keep buffers between calls, so one thread at a time may use them.
    """
    return [kind() for kind in KINDS if _is_here(kind)]


def versions() -> dict[str, str]:
    """Names and versions of the detectors that are installed here, without loading any."""
    return {kind.name: version(kind.distribution) for kind in KINDS if _is_here(kind)}


def _is_here(kind: type[Detector]) -> bool:
    return all(find_spec(package) for package in kind.packages)
