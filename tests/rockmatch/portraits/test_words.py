import re
import tomllib
from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from django.utils.text import slugify
from hypothesis import given, settings
from hypothesis import strategies as st

from rockmatch.museum_loader import MUSEUM
from rockmatch.portraits.catalogue import read_catalogue
from rockmatch.portraits.parameters import GEOLOGIES, RockParameters
from rockmatch.portraits.sampling import TEMPERAMENTS, choose_stone, sample
from rockmatch.portraits.stones import STONES
from rockmatch.portraits.words import choose_name, choose_sentence, describe
from rockmatch.portraits.words.choosing import pick, ranked
from rockmatch.portraits.words.names import (
    NoNameLeft,
    _villages,
    groups_for,
    made_names,
    written_names,
)
from rockmatch.portraits.words.sentences import read_sentences

CATALOGUE_NAMES = {entry["name"] for entry in read_catalogue(MUSEUM)}
BY_STONE = pytest.mark.parametrize("stone", STONES)
SEEDS = st.integers(0, 2**63)

COARSE = tomllib.loads(Path(__file__).with_name("coarse.toml").read_text(encoding="utf-8"))


def distance(one, other):
    """Levenshtein's."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above, row = row, [i]
        for j, candidate in enumerate(other, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (letter != candidate)))
    return row[-1]


def is_coarse(name):
    words = re.split(r"[^a-z]+", name.casefold())
    return bool(set(words) & set(COARSE["words"].split())) or any(
        part in word for word in words for part in COARSE["parts"].split()
    )


@given(options=st.sets(st.text(), min_size=2), seed=SEEDS)
def test_an_order_stays_when_one_is_taken_away(options, seed):
    order = ranked(options, seed)
    assert set(order) == options
    assert ranked(sorted(options)[1:], seed) == [o for o in order if o != min(options)]


def test_every_option_is_picked_sometimes():
    drawn = Counter(pick("abc", seed) for seed in range(300))
    assert set(drawn) == set("abc")
    assert min(drawn.values()) > 60


def test_there_are_enough_names():
    assert len(written_names()) >= 420
    assert len(made_names()) >= 5000


def test_a_written_name_is_short_and_plain():
    for name in written_names():
        assert 4 <= len(name) <= 22, name
        assert re.fullmatch(r"[A-Z][A-Za-z]*('s)?([ -][A-Za-z]+)*", name), name


@pytest.mark.parametrize("names", [written_names(), (*made_names(), *_villages())])
def test_no_name_is_coarse_or_too_long(names):
    assert [name for name in names if is_coarse(name)] == []
    assert max(map(len, names)) <= 24


def test_every_name_has_an_address_of_its_own():
    names = [*written_names(), *made_names(), *_villages()]
    slugs = Counter(slugify(name) for name in names)
    assert slugs.most_common(1)[0][1] == 1
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", slug) for slug in slugs)


def test_no_written_name_is_mistaken_for_another_or_for_one_in_the_museum():
    names = sorted(name.casefold() for name in {*written_names(), *CATALOGUE_NAMES})
    long = [name for name in names if len(name) >= 6]
    near = [
        (one, other)
        for one, other in combinations(long, 2)
        if abs(len(one) - len(other)) < 3 and distance(one, other) < 3
    ]
    assert near == []


@BY_STONE
def test_a_name_suits_its_stone_as_long_as_there_is_one(stone):
    suiting = {name for group in groups_for(stone) for name in written_names(group)}
    assert len(suiting) >= 30
    assert choose_name(stone, 4, ()) in suiting
    assert choose_name(stone, 4, suiting) in written_names("any")


@given(stone=st.sampled_from(sorted(STONES)), seed=SEEDS, given_away=st.integers(0, 600))
@settings(max_examples=30, deadline=None)
def test_a_name_is_free_and_always_the_same(stone, seed, given_away):
    taken = set(ranked([*written_names(), *made_names()], seed)[:given_away])
    name = choose_name(stone, seed, taken)
    assert name not in taken
    assert name == choose_name(stone, seed, taken)


def test_seeds_give_different_names():
    assert len({choose_name("basalt", seed, ()) for seed in range(200)}) > 50


def test_written_names_go_first_and_then_made_ones_and_then_villages():
    written = set(written_names())
    assert choose_name("chalk", 1, written) in made_names()
    taken = written | set(made_names())
    village = choose_name("chalk", 1, taken)
    assert village.split()[1] in made_names()
    with pytest.raises(NoNameLeft):
        choose_name("chalk", 1, taken | set(_villages()))


def test_an_unknown_stone_gets_a_name_for_any():
    assert choose_name("moon cheese", 1, ()) in written_names("any")


def test_every_stone_has_sentences_enough():
    sentences = read_sentences()
    assert sentences.keys() == STONES.keys()
    assert min(map(len, sentences.values())) >= 10
    everything = [sentence for told in sentences.values() for sentence in told]
    assert len(set(everything)) == len(everything) >= 400


@BY_STONE
def test_a_sentence_is_one_sentence_and_short(stone):
    for sentence in read_sentences()[stone]:
        assert 40 <= len(sentence) <= 200, sentence
        assert re.fullmatch(r"[A-Z](?:[^.?!]|(?<=\bSt)\.)+\.", sentence), sentence
        assert "  " not in sentence


@BY_STONE
def test_sentences_repeat_only_when_all_have_been_told(stone):
    told = []
    for seed in range(len(read_sentences()[stone])):
        told.append(choose_sentence(stone, seed, told))
    assert sorted(told) == sorted(read_sentences()[stone])
    assert choose_sentence(stone, 3, told) == choose_sentence(stone, 3, ()) in told


def test_no_sentence_for_what_is_no_stone():
    with pytest.raises(KeyError):
        choose_sentence("moon cheese", 1, ())


def assert_well_put(text):
    assert len(text) <= 200
    assert 10 <= len(text.split()) <= 32
    assert re.fullmatch(r"An? [^.]+\.", text)
    assert not re.search(r"\s\s|\s[,.]|,,|,\.", text)
    for article, word in re.findall(r"\b(an?) (\w+)", text, re.IGNORECASE):
        assert (article.casefold() == "an") == (word[0] in "aeiou"), text
    assert re.search(r"\beyes\b", text)
    assert re.search(r"\b(mouth|smile|laugh|grin)\b", text)
    words = re.findall(r"\w+", text)
    assert all(one != other for one, other in pairwise(words)), text


@given(
    seed=SEEDS,
    stone=st.sampled_from(sorted(STONES)),
    temperament=st.sampled_from(sorted(TEMPERAMENTS)),
)
@settings(max_examples=400, deadline=None)
def test_a_portrait_is_well_described(seed, stone, temperament):
    rock = sample(seed, STONES[stone].geology, stone=stone, temperament=temperament)
    assert_well_put(describe(rock, stone))
    assert describe(rock, stone) == describe(RockParameters.from_dict(rock.to_dict()), stone)


@pytest.mark.parametrize("entry", read_catalogue(MUSEUM), ids=lambda entry: entry["slug"])
def test_the_rocks_of_the_museum_are_well_described(entry):
    assert_well_put(describe(RockParameters.from_dict(entry["parameters"]), entry["stone"]))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"elongation": 0.8}, r"^An? (tall|upright) "),
        ({"elongation": -0.8}, r"^A (broad|low|wide) "),
        ({"taper": -0.9}, r"broad at the foot|narrowing to the top"),
        ({"body": (0.02, 0.02, 0.02)}, r"charcoal|black"),
        ({"body": (0.8, 0.8, 0.8)}, r"white"),
        ({"body": (0.3, 0.05, 0.03)}, r"red"),
        ({"body": (0.05, 0.15, 0.05)}, r"green"),
        ({"vesicles": 0.9}, r"full of \w+ holes"),
        ({"strata": 0.9, "igneous": 0.0, "sedimentary": 1.0}, r"layers"),
        ({"strata": 0.9, "igneous": 0.0, "metamorphic": 1.0}, r"bands"),
        ({"lichen": 0.5, "lichen_gold": 0.9}, r"yellow lichen"),
        ({"lichen": 0.5, "lichen_gold": 0.1}, r"grey-green lichen"),
        ({"veins": 0.7}, r"pale veins"),
        ({"clasts": 0.9}, r"crystals"),
        ({"clasts": 0.9, "igneous": 0.0, "sedimentary": 1.0}, r"pebbles"),
        ({"eye_openness": 0.02}, r"(closed|shut)"),
        ({"eye_openness": 0.95}, r"round eyes|eyes round"),
        ({"eye_tilt": -0.6}, r"frowning|stern"),
        ({"wink": 0.8}, r"wink"),
        ({"eye_inclusion": -0.9}, r"dark knots"),
        ({"nose": -0.8}, r"a dent for a nose"),
        ({"mouth_curve": 0.95}, r"smile"),
        ({"mouth_curve": -0.9}, r"downturned"),
        ({"mouth_curve": 0.9, "mouth_openness": 0.9}, r"laugh|grin|open smile"),
        ({"mouth_openness": 0.95, "eye_openness": 0.05, "mouth_width": 0.1}, r"sing|song"),
        ({"mouth_openness": 0.95, "eye_openness": 0.95, "mouth_width": 0.1}, r"astonish|wonder"),
        ({"mouth_seam": 0.9}, r"pale seam"),
    ],
)
def test_what_can_be_seen_is_said_and_else_it_is_not(changes, said):
    plain = RockParameters(mouth_curve=0.0, wander=(0.1, 0.2, 0.3))
    assert not re.search(said, describe(plain, "basalt"))
    for family in range(8):
        rock = RockParameters(**{"mouth_curve": 0.0, "family": family} | changes)
        assert re.search(said, describe(rock, "basalt"))


def test_garnets_are_called_garnets():
    rock = sample(3, "metamorphic", stone="garnet schist")
    assert "red garnets" in describe(rock, "garnet schist")


def test_hardly_two_rocks_are_described_alike():
    told = Counter()
    for geology in GEOLOGIES:
        for seed in range(108):
            told[describe(sample(seed, geology), choose_stone(seed, geology).name)] += 1
    assert len(told) >= 323
