import numpy as np
from PIL import Image

from bench.likeness import correlations, difference, tiny
from bench.trace import area_under_curve, figures


def test_the_area_under_the_curve_counts_pairs():
    scores = np.array([0.9, 0.1, 0.8, 0.4])
    assert area_under_curve(scores, np.array([True, False, True, False])) == 1
    assert area_under_curve(scores, np.array([False, True, False, True])) == 0
    assert area_under_curve(scores, np.array([True, True, False, False])) == 0.5


def test_figures_are_of_the_rocks_that_somebody_has():
    closeness = np.array([[0.9, 0.8, 0.1], [0.5, 0.5, 0.5], [0.7, 0.2, 0.6]])
    first, areas = figures(closeness, np.array([0, 0, 2]))
    assert list(first) == [1, 0]
    assert list(areas) == [1, 0.5]


def test_a_picture_moved_a_little_is_the_same_and_another_colour_is_not():
    picture = Image.new("RGB", (192, 192), "#303030")
    picture.paste("#c0a080", (60, 60, 130, 130))
    moved = Image.new("RGB", (192, 192), "#303030")
    moved.paste("#c0a080", (68, 60, 138, 130))
    other = Image.new("RGB", (192, 192), "#303030")
    other.paste("#80a0c0", (60, 60, 130, 130))
    assert difference(tiny(picture), tiny(moved)) < 0.5
    assert difference(tiny(picture), tiny(other)) > 3


def test_rocks_laid_out_as_places_lie_correlate_with_them():
    places = np.random.default_rng(2).standard_normal((40, 5))
    distances = np.linalg.norm(places[:, None] - places[None], axis=-1)
    agreement, lot = correlations(places, distances)
    assert agreement > 0.99
    assert lot < 0.5
