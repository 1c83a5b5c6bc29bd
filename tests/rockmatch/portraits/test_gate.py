import pytest
import skimage.data
from PIL import Image

from rockmatch.gate import THRESHOLD, screen

pytestmark = pytest.mark.weights


def test_a_person_does_not_pass():
    person = Image.fromarray(skimage.data.astronaut()).resize((256, 256))
    verdict = screen([person])
    assert verdict["faces"] == 2  # upright and mirrored
    assert verdict["highest_score"] > THRESHOLD
    assert verdict["detector"] == "mtcnn"


def test_plain_gravel_passes():
    gravel = Image.fromarray(skimage.data.gravel()).resize((192, 192))
    verdict = screen([gravel])
    assert verdict["faces"] == 0
    assert verdict["highest_score"] < THRESHOLD
