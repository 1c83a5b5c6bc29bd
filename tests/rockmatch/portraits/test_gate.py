import numpy as np
import pytest
import skimage.data
from PIL import Image

from rockmatch.gate import barring, screen
from rockmatch.vision.detectors import installed
from tests.faces import astronaut


class Watcher:
    """Sees what it is told to see, and remembers what it was shown."""

    version, threshold = "1", 0.5

    def __init__(self, name, *scores, bars=True):
        self.name, self.bars, self._scores = name, bars, list(scores)
        self.shown = []

    def scores(self, picture):
        self.shown.append(picture)
        return self._scores


def test_a_person_does_not_pass_any_detector():
    verdict = screen([astronaut(), astronaut().resize((300, 300))])
    assert verdict["sizes"] == [512, 300]
    assert verdict["highest_score"] > 0.99
    assert [one["detector"] for one in verdict["verdicts"]] == [one.name for one in installed()]
    for one in verdict["verdicts"]:
        assert one["faces"] >= 2, one  # upright and mirrored
        assert one["at"], one
        assert one["highest_score"] >= one["threshold"]
    assert len(barring(verdict)) == sum(one.bars for one in installed())


def test_plain_gravel_passes():
    verdict = screen([Image.fromarray(skimage.data.gravel()).resize((192, 192))])
    assert verdict["faces"] == 0
    assert verdict["highest_score"] < 0.8
    assert barring(verdict) == []


def test_each_size_is_seen_upright_and_mirrored():
    half = Image.new("L", (96, 64))
    half.paste(255, (0, 0, 48, 64))
    watcher = Watcher("a", 0.2)
    verdict = screen([half, Image.new("RGB", (20, 20))], [watcher])
    assert [picture.shape for picture in watcher.shown] == [(64, 96, 3)] * 2 + [(20, 20, 3)] * 2
    assert np.array_equal(watcher.shown[0][:, ::-1], watcher.shown[1])
    assert watcher.shown[0].dtype == np.uint8
    assert verdict["sizes"] == [96, 20]


def test_only_detectors_that_bar_keep_a_rock_out():
    clean = Watcher("own", 0.31)
    sure = Watcher("sure", 0.9, 0.7, 0.1)
    fanciful = Watcher("fanciful", 1.0, bars=False)
    picture = [Image.new("RGB", (96, 96))]
    passed = screen(picture, [clean, fanciful])
    assert (passed["faces"], passed["highest_score"], barring(passed)) == (0, 0.31, [])
    assert passed["verdicts"][1]["faces"] == 2
    kept_out = screen(picture, [clean, sure, fanciful])
    assert (kept_out["faces"], barring(kept_out)) == (4, ["sure"])
    assert kept_out["verdicts"][1] == {
        "detector": "sure",
        "version": "1",
        "threshold": 0.5,
        "highest_score": 0.9,
        "faces": 4,
        "at": [96],
        "bars": True,
    }


def test_a_detector_with_nothing_to_tell_has_no_score():
    verdict = screen([Image.new("RGB", (96, 96))], [Watcher("own")])
    assert verdict["verdicts"][0]["highest_score"] is None
    assert verdict["highest_score"] == 0.0


@pytest.mark.parametrize(("faces", "expected"), [(0, []), (1, ["mtcnn"])])
def test_a_verdict_of_mtcnn_alone_is_understood(faces, expected):
    assert barring({"detector": "mtcnn", "faces": faces, "highest_score": 0.9}) == expected
