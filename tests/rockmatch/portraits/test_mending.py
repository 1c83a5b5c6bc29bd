from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from rockmatch.portraits.mending import PICKY, TRIES, calmest_first, mended
from rockmatch.portraits.parameters import GEOLOGIES, RockParameters
from rockmatch.portraits.sampling import sample

ROCK = sample(7, "igneous", stone="granite", temperament="wise")


def verdict(score, *, bars=True, faces=0):
    one = {"detector": "a", "threshold": 0.8, "highest_score": score, "faces": faces, "bars": bars}
    return {"faces": faces if bars else 0, "highest_score": score, "verdicts": [one]}


def tried(verdicts):
    given = iter(verdicts)
    blank = Image.new("RGB", (224, 224))
    return calmest_first(ROCK, [lambda parameters: blank], lambda pictures: next(given))


@given(
    seed=st.integers(0, 2**32),
    geology=st.sampled_from(GEOLOGIES),
    attempt=st.integers(0, 8 * TRIES),
)
@settings(max_examples=60, deadline=None)
def test_a_mended_rock_is_a_rock_of_the_same_stone(seed, geology, attempt):
    planned = sample(seed, geology)
    changed = mended(planned, attempt)
    assert changed == mended(planned, attempt)
    assert (changed == planned) is (attempt == 0)
    for name in ("body", "accent", "family", "ground", "grain_size", "strata", "eye_openness"):
        assert getattr(changed, name) == getattr(planned, name)
    RockParameters.from_dict(changed.to_dict())


def test_a_calm_rock_stays_as_it_is_planned():
    assert next(tried([verdict(0.2)])) == ROCK


def test_the_first_calm_version_comes_first():
    assert next(tried([verdict(0.9, faces=1), verdict(0.2)])) == mended(ROCK, 1)


def test_near_is_not_calm():
    assert next(tried([verdict(0.77), verdict(0.2)])) == mended(ROCK, 1)


def test_where_all_are_seen_the_one_that_only_lax_detectors_see_comes_first():
    verdicts = [verdict(0.9, faces=1)] * TRIES
    verdicts[1] = verdict(0.9, faces=1, bars=False)
    assert list(tried(verdicts)) == [mended(ROCK, 1)]


def test_after_some_tries_lax_detectors_may_see_what_they_like():
    verdicts = [verdict(0.9, faces=1, bars=False)] * TRIES
    assert next(tried(verdicts)) == mended(ROCK, PICKY)


def test_one_may_begin_behind_what_was_refused_before():
    blank = Image.new("RGB", (192, 192))
    verdicts = [verdict(0.9, faces=1, bars=False)] * TRIES
    found = calmest_first(ROCK, [lambda rock: blank], lambda pictures: verdicts[0], first=TRIES)
    assert next(found) == mended(ROCK, TRIES + PICKY)


def test_the_second_preview_is_rendered_only_of_what_passed_the_first():
    seen, blank = [], Image.new("RGB", (192, 192))
    verdicts = iter([verdict(0.9, faces=1), verdict(0.1), verdict(0.1)])
    previews = [
        lambda rock: seen.append("first") or blank,
        lambda rock: seen.append("second") or blank,
    ]
    assert next(calmest_first(ROCK, previews, lambda pictures: next(verdicts))) == mended(ROCK, 1)
    assert seen == ["first", "first", "second"]
