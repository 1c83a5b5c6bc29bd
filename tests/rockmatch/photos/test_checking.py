import numpy as np
import pytest

from rockmatch.errors import PHOTO_SENTENCES
from rockmatch.photos.checking import REDRAWS, ROUNDS, Place, cover_all, suited_first
from rockmatch.photos.errors import PhotoError
from rockmatch.photos.filling import destroyed_by
from rockmatch.photos.fitting import proportion
from rockmatch.photos.heads import Head
from rockmatch.photos.scene import Scene
from rockmatch.vision.errors import PictureError
from rockmatch.vision.finding import Found

WHITE = np.full((240, 320, 3), 255, np.uint8)

WHOLE = Scene.whole(WHITE)


def face(x, y, half=20.0):
    return Found((x - half, y - half, x + half, y + half), 0.9, 0.0, "CenterFace")


class Finder:
    """Sees what a script says, one list for each look, the last one for ever."""

    def __init__(self, *looks):
        self.looks, self.pictures = list(looks), []

    def __call__(self, picture):
        self.pictures.append(picture)
        return self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]


def test_one_look_is_enough_where_nothing_is_seen(rocks):
    finder = Finder([])
    done = cover_all(WHOLE, [Place(Head(100, 100, 30, 40, 0), rocks[0])], rocks, finder)
    assert (done.rounds, done.rocks_seen) == (0, 0)
    assert len(finder.pictures) == 1
    assert np.array_equal(finder.pictures[0], done.picture)


def test_a_face_that_was_missed_is_covered_in_the_next_round(rocks):
    place = Place(Head(60, 100, 30, 40, 0), rocks[0])
    done = cover_all(WHOLE, [place], rocks, Finder([face(250, 120)], []))
    assert done.rounds == 1
    assert len(done.places) == 2
    assert destroyed_by([done.places[1].head], WHITE.shape)[120, 250]
    assert done.places[1].rock.slug != rocks[0].slug


def test_a_face_that_looks_out_beside_its_rock_is_covered_more_largely(rocks):
    place = Place(Head(160, 120, 18, 20, 0), rocks[0])
    done = cover_all(WHOLE, [place], rocks, Finder([face(160, 121, 60)], [face(160, 121, 60)], []))
    assert len(done.places) == 1
    assert done.places[0].head.half_width > 18 * 1.4


def test_what_is_seen_to_the_end_is_an_error_of_its_own(rocks):
    elsewhere = Finder(*([face(30 + 60 * at, 40, 6)] for at in range(ROUNDS + 1)))
    with pytest.raises(PhotoError) as caught:
        cover_all(WHOLE, [], rocks, elsewhere)
    assert caught.value.code == "face_left"
    assert len(elsewhere.pictures) == ROUNDS + 1


def test_a_face_larger_than_the_picture_ends_too(rocks):
    done = cover_all(WHOLE, [], rocks, Finder([face(20, 220, 500)]))
    assert done.places
    assert destroyed_by([place.head for place in done.places], WHITE.shape).all()


def test_a_rock_that_looks_like_a_face_gives_way_to_another(rocks):
    place = Place(Head(160, 120, 50, 60, 0), rocks[0])
    done = cover_all(WHOLE, [place], rocks, Finder([face(160, 120)], []))
    assert done.places[0].rock.slug != rocks[0].slug
    assert done.rocks_seen == 0


def test_rocks_that_all_look_like_faces_end_it_with_a_word(rocks):
    finder = Finder([face(160, 120)])
    done = cover_all(WHOLE, [Place(Head(160, 120, 50, 60, 0), rocks[0])], rocks, finder)
    assert done.rocks_seen == 1
    assert len(finder.pictures) == REDRAWS + 1


def test_a_rock_that_somebody_chose_stays(rocks):
    place = Place(Head(160, 120, 50, 60, 0), rocks[0], settled=True)
    finder = Finder([face(160, 120)])
    done = cover_all(WHOLE, [place], rocks, finder)
    assert done.places[0].rock is rocks[0]
    assert len(finder.pictures) == 1


def test_broad_rocks_come_last(rocks, chance):
    drawn = suited_first(9, rocks, [], chance)
    assert len({rock.slug for rock in drawn}) == 9
    few = suited_first(3, rocks, [], chance)
    assert all(proportion(rock) < 1.4 for rock in few)


def test_each_code_has_a_friendly_sentence():
    assert PhotoError.codes | PictureError.codes == set(PHOTO_SENTENCES)
    assert all(str(sentence).endswith(".") for sentence in PHOTO_SENTENCES.values())


def test_hung_anew_a_rock_and_its_collar_are_no_reason_for_one_more(rocks):
    place = Place(Head(160, 120, 40, 50, 0), rocks[0], settled=True)
    beside = face(160, 190, 60)  # most of it below the rock, its upper part on it
    done = cover_all(WHOLE, [place], rocks, Finder([beside]), is_anew=True)
    assert (len(done.places), done.rocks_seen) == (1, 1)
    first = cover_all(WHOLE, [place], rocks, Finder([beside], []))
    assert len(first.places) == 2


def test_hung_anew_a_face_away_from_all_rocks_is_covered_still(rocks):
    place = Place(Head(60, 100, 30, 40, 0), rocks[0], settled=True)
    done = cover_all(WHOLE, [place], rocks, Finder([face(250, 120)], []), is_anew=True)
    assert len(done.places) == 2
