import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rockmatch.vision.detection import Detection
from rockmatch.vision.errors import FaceError, PictureError
from rockmatch.vision.face import Face, choose_face, overlap, prominence
from rockmatch.vision.quality import Quality

PICTURE = (1000, 800)


def seen(left, top, side, score=0.999):
    return Detection((left, top, side, side), score, np.zeros((5, 2), np.float32))


def code_of(*detections, picture=PICTURE):
    with pytest.raises(FaceError) as caught:
        choose_face(detections, picture)
    return caught.value.code


def test_takes_the_only_face():
    only = seen(400, 300, 200)
    assert choose_face([only], PICTURE) is only


def test_no_face_without_detections():
    assert code_of() == "no_face"


def test_no_face_when_the_detector_is_unsure():
    assert code_of(seen(400, 300, 200, score=0.94)) == "no_face"


def test_two_alike_are_several():
    assert code_of(seen(100, 300, 200), seen(700, 300, 200)) == "several_faces"


@pytest.mark.parametrize("order", [1, -1])
def test_a_small_face_behind_does_not_matter(order):
    main, behind = seen(350, 250, 300), seen(800, 100, 90)
    assert choose_face([main, behind][::order], PICTURE) is main


def test_an_unsure_second_face_does_not_matter():
    main = seen(100, 300, 200)
    assert choose_face([main, seen(700, 300, 200, score=0.9)], PICTURE) is main


def test_the_central_one_of_two_equals_in_size_is_ahead():
    assert prominence((400, 300, 200, 200), PICTURE) > prominence((0, 0, 200, 200), PICTURE)


def test_one_face_found_twice_is_one():
    main = seen(350, 250, 300)
    assert choose_face([main, seen(360, 260, 250)], PICTURE) is main


@pytest.mark.parametrize(
    ("side", "picture"), [(119, (1000, 800)), (119, (800, 1000)), (39, (200, 200))]
)
def test_a_small_face_is_too_small(side, picture):
    middle = (picture[0] - side) / 2
    assert code_of(seen(middle, middle, side), picture=picture) == "face_too_small"
    assert choose_face([seen(middle, middle, side + 2)], picture)


def test_a_tall_box_counts_by_its_longer_side():
    tall = Detection((450, 300, 90, 125), 0.999, np.zeros((5, 2), np.float32))
    assert choose_face([tall], PICTURE) is tall


boxes = st.tuples(*[st.floats(-500, 1500)] * 2, *[st.floats(0, 2000)] * 2)


@settings(deadline=None)
@given(boxes, boxes)
def test_overlap_is_a_share_and_symmetric(one, other):
    assert 0 <= overlap(one, other) <= 1 + 1e-9
    assert overlap(one, other) == pytest.approx(overlap(other, one))


@settings(deadline=None)
@given(st.lists(st.tuples(boxes, st.floats(0, 1)), max_size=6))
def test_whatever_is_seen_ends_in_a_face_or_a_code(found):
    detections = [Detection(box, score, np.zeros((5, 2), np.float32)) for box, score in found]
    code = chosen = None
    try:
        chosen = choose_face(detections, PICTURE)
    except FaceError as problem:
        code = problem.code
    assert code in {"no_face", "several_faces", "face_too_small", None}
    assert code or chosen in detections


def test_a_face_prints_nothing_of_the_person():
    face = Face(
        box=(1.0, 2.0, 3.0, 4.0),
        landmarks=np.full((5, 2), 7.5, np.float32),
        crop=np.full((160, 160, 3), 77, np.uint8),
        quality=Quality(size=4.0, sharpness=0.2, brightness=77.0, glare=0.0),
        embedding=np.full(128, 0.123, np.float32),
    )
    assert "0.123" not in repr(face)
    assert "array" not in repr(face)


@pytest.mark.parametrize("kind", [FaceError, PictureError])
def test_errors_know_their_codes(kind):
    import pickle

    for code in kind.codes:
        problem = kind(code, "some detail")
        again = pickle.loads(pickle.dumps(problem))
        assert (again.code, again.detail, type(again)) == (code, "some detail", kind)
    with pytest.raises(ValueError, match="no code"):
        kind("unheard_of")
