"""The gate of the museum: no rock is handed out that a face detector takes for a person.

It asks every detector that is installed, at every size that a page shows. Some classical ones see
faces in plain stone; what they say is written down and keeps no rock out.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from rockmatch.vision.detectors import installed
from rockmatch.vision.detectors.base import Detector

type View = tuple[int, NDArray[np.uint8]]
type Verdict = dict[str, Any]


def screen(pictures: Sequence[Image.Image], detectors: Sequence[Detector] | None = None) -> Verdict:
    """Look at each picture, upright and mirrored, with each detector.

    Args:
        pictures: one rock, in the sizes in which it is shown.
        detectors: those that are installed, if none are given. The first is the worker's own.

    Returns:
        As JSON: ``sizes`` of the pictures (their longer sides, in pixels); ``verdicts``, one of
        each detector with ``detector``, ``version``, ``threshold``, ``highest_score`` (None where
        it has none to tell), ``faces``, ``at`` (the sizes at which it saw one) and ``bars``
        (whether such a rock is kept out); ``faces`` that keep the rock out, of all detectors;
        ``highest_score`` of the worker's own detector.
    """
    views: list[View] = [
        (max(plain.size), np.asarray(seen))
        for plain in (picture.convert("RGB") for picture in pictures)
        for seen in (plain, ImageOps.mirror(plain))
    ]
    verdicts = [
        _verdict(detector, views) for detector in (installed() if detectors is None else detectors)
    ]
    return {
        "sizes": list(dict.fromkeys(size for size, _ in views)),
        "verdicts": verdicts,
        "faces": sum(verdict["faces"] for verdict in verdicts if verdict["bars"]),
        "highest_score": verdicts[0]["highest_score"] or 0.0,
    }


def _verdict(detector: Detector, views: Sequence[View]) -> Verdict:
    scores = [(size, score) for size, picture in views for score in detector.scores(picture)]
    faces = [size for size, score in scores if score >= detector.threshold]
    highest = max((score for _, score in scores), default=None)
    return {
        "detector": detector.name,
        "version": detector.version,
        "threshold": detector.threshold,
        "highest_score": None if highest is None else round(highest, 4),
        "faces": len(faces),
        "at": sorted(set(faces)),
        "bars": detector.bars,
    }


def barring(verdict: Verdict) -> list[str]:
    """Name the detectors whose faces keep a rock out; also of a verdict of MTCNN alone."""
    if "verdicts" not in verdict:
        return [verdict.get("detector", "mtcnn")] if verdict.get("faces") else []
    return [one["detector"] for one in verdict["verdicts"] if one["bars"] and one["faces"]]
