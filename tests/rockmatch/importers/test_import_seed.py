"""Pairings come in from rockstar-ai's layout: each whole, once, and with a reason where not."""

import json
import os
from collections import Counter
from contextlib import contextmanager

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from PIL import Image

from rockmatch.importers.proposals import Rights
from rockmatch.importers.seed import SeedLayout, last_number
from rockmatch.models import Human, Pairing, Rock, Rockelganger
from rockmatch.services import humans
from tests.factories import make_member, make_rock
from tests.rockmatch.importers.conftest import (
    NOBODY,
    PERSON_IN_STONE,
    SHELF,
    png,
    run,
    stored,
    vector_of,
)

pytestmark = pytest.mark.django_db
ANN, BOB, CLEO, STONE, OTHER = (
    (90, 20, 30),
    (130, 60, 30),
    (200, 80, 90),
    (90, 80, 70),
    (60, 60, 60),
)


def rows():
    return (
        sorted(Human.objects.values_list("name", "digest")),
        sorted(Rock.objects.values_list("name", "slug", "is_on_show")),
        sorted(Pairing.objects.values_list("name", "rock__name", "human__name")),
    )


def report_of(source, tmp_path, *options):
    file = tmp_path / "report.json"
    run(source, "--report", str(file), *options)
    report = json.loads(file.read_text())
    return report, {left["path"]: left["code"] for left in report["left_out"]}


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("human_lulu_b_18.jpg", 18),
        ("human_squinty_happy_4_b.jpg", 4),
        ("human_jay_leno_b)_961.jpg", 961),
        ("human_3_wise_men_7.jpg", 7),
        ("spock_rock.jpg", None),
        ("rocks_None.jpg", None),
        ("human_ann.7.mp3", 7),
        ("human_ann.jp2", None),
    ],
)
def test_the_last_number_of_a_name_is_the_rocks(name, number):
    assert last_number(name) == number


def test_a_human_a_stone_and_their_pairing_come_in(seed, eyes):
    curator = make_member("curator")
    source = seed({"ann_lee/human_ann_a_7.jpg": ANN}, {"rocks_7.jpg": STONE})
    status, told = run(
        source,
        *("--curator", "curator", "--source", "A book", "--licence", "CC0", "--may-be-shown"),
    )
    assert (status, "1 humans, 1 rocks and 1 pairings came in." in told) == (0, True)
    human, rock, pairing = Human.objects.get(), Rock.objects.get(), Pairing.objects.get()
    assert (human.name, human.source, human.licence) == ("ann lee", "A book", "CC0")
    assert human.may_be_shown
    assert human.status == Human.Status.READY
    assert human.brought_by == rock.maker == pairing.curator == curator
    assert abs(human.embedding @ vector_of(ANN) - 1) < 1e-5
    with storages["humans"].open(human.crop) as file, Image.open(file) as crop:
        assert (crop.format, crop.size) == ("WEBP", (160, 160))
    assert (rock.name, rock.origin, rock.is_on_show) == ("Stone 7", Rock.Origin.UPLOADED, True)
    assert sorted(rock.detectors["files"]) == stored("default", "rocks")
    assert (pairing.human, pairing.rock) == (human, rock)
    assert pairing.origin == Pairing.Origin.IMPORTED
    assert pairing.weight is not None  # the balance ran
    assert "ann" not in pairing.name  # members see it


def test_a_small_stone_is_framed_and_a_large_one_is_not(seed, eyes):
    run(
        seed(
            {"ann/human_1.jpg": ANN, "bob/human_2.jpg": BOB},
            {"rocks_1.jpg": STONE, "rocks_2.jpg": png(STONE, (700, 600))},
        )
    )
    small, large = Rock.objects.order_by("name")
    assert [portrait["size"] for portrait in small.portraits] == [192, 96]
    assert small.ground_colour == "#dedbd4"
    assert [portrait["size"] for portrait in large.portraits] == [512, 192, 96]
    assert large.ground_colour == "#5a5046"


def test_everything_that_is_left_out_is_told_with_its_reason(seed, eyes, tmp_path):
    source = seed(
        {
            "ann/human_ann_1.jpg": ANN,
            "ann/spock_rock.jpg": BOB,
            "ann/note.textClipping": b"text",
            "bob/human_bob_1.jpg": BOB,
            "bob/human_bob_b_2.jpg": CLEO,
            "cleo/human_cleo_9.jpg": CLEO,
            "dan/human_dan_2.jpg": NOBODY,
            "eve/human_eve_2.jpg": b"not a picture",
            "fay/human_fay_2.jpg": png(CLEO, (30, 90)),
            "gus/human_gus_3.jpg": (100, 40, 1),
            "hal/human_hal_4.jpg": (100, 40, 2),
            "ivy/human_ivy_5.jpg": (100, 40, 3),
            "jon/human_jon_1.jpg": png(ANN, (90, 90)),
            ".DS_Store": b"x",
        },
        {
            "rocks_1.jpg": STONE,
            "rocks_2.jpg": OTHER,
            "rocks_3.jpg": PERSON_IN_STONE,
            "rocks_4.jpg": SHELF,
            "rocks_5.jpg": b"broken",
            "rocks_6.jpg": (50, 50, 50),
            "old_rocks_1.jpg": (40, 40, 40),
            "rocks_None.jpg": (30, 30, 30),
        },
    )
    report, left = report_of(source, tmp_path)
    assert left == {
        "humans/ann/spock_rock.jpg": "no_number",
        "humans/ann/note.textClipping": "text_clipping",
        "humans/bob/human_bob_1.jpg": "several_numbers",
        "humans/bob/human_bob_b_2.jpg": "several_numbers",
        "humans/cleo/human_cleo_9.jpg": "no_rock",
        "humans/dan/human_dan_2.jpg": "no_face",
        "humans/eve/human_eve_2.jpg": "not_an_image",
        "humans/fay/human_fay_2.jpg": "too_small",
        "humans/gus/human_gus_3.jpg": "taken_for_a_face",
        "rocks/rocks_3.jpg": "taken_for_a_face",
        "humans/hal/human_hal_4.jpg": "no_stone",
        "rocks/rocks_4.jpg": "no_stone",
        "humans/ivy/human_ivy_5.jpg": "not_an_image",
        "rocks/rocks_5.jpg": "not_an_image",
        "humans/jon/human_jon_1.jpg": "near_duplicate",
        "rocks/rocks_1.jpg": "same_number",
        "rocks/rocks_6.jpg": "unpaired",
        "rocks/rocks_None.jpg": "no_number",
    }
    assert (report["humans"], report["rocks"], report["pairings"]) == (1, 1, 1)
    assert report["hidden"] == 1
    assert (Human.objects.count(), Rock.objects.count(), Pairing.objects.count()) == (1, 1, 1)
    assert len(stored()) == 1


def test_the_number_that_most_pictures_of_a_person_carry_counts_or_every_one(seed):
    humans = {f"ann/human_ann_{letter}.jpg": ANN for letter in ("a_1", "b_1", "c_2")}
    source = seed(humans, {"rocks_1.jpg": STONE, "rocks_2.jpg": OTHER})

    def told(**options):
        layout = SeedLayout(source, Rights(), **options)
        kinds = Counter(type(one).__name__ for one in layout)
        assert kinds.total() == layout.total
        return kinds

    assert told() == {"Proposal": 2, "Left": 2}  # a picture and a stone
    assert told(every_number=True) == {"Proposal": 3}
    assert told(all_stones=True) == {"Proposal": 3, "Left": 1}


def test_started_again_it_makes_no_doubles(seed, eyes):
    source = seed({"ann/human_1.jpg": ANN, "bob/human_1.jpg": BOB}, {"rocks_1.jpg": STONE})
    run(source)
    before, files = rows(), (stored(), stored("default", "rocks"))
    read = eyes.read_count
    status, told = run(source)
    assert (status, "2 were there already" in told) == (0, True)
    assert rows() == before
    assert (stored(), stored("default", "rocks")) == files
    assert eyes.read_count == read
    assert eyes.screened == 1


def test_stopped_half_way_it_goes_on(seed, eyes, monkeypatch):
    people = {f"p{n}/human_{n}.jpg": (100, n, 5) for n in range(1, 5)}
    source = seed(people, {f"rocks_{n}.jpg": (70, 70, n) for n in range(1, 5)})
    create = Pairing.objects.create
    calls = []

    def stop_at_the_third(**fields):
        calls.append(fields)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return create(**fields)

    monkeypatch.setattr(Pairing.objects, "create", stop_at_the_third)
    status, told = run(source)
    assert (status, "goes on from here" in told) == (130, True)
    # Of the third there is nothing: no row, no crop, no portrait.
    assert (Human.objects.count(), Rock.objects.count(), Pairing.objects.count()) == (2, 2, 2)
    assert len(stored()) == 2
    assert len(stored("default", "rocks")) == 4
    assert run(source)[0] == 0
    assert (Human.objects.count(), Rock.objects.count(), Pairing.objects.count()) == (4, 4, 4)
    assert len(stored()) == 4


def test_a_crop_that_a_killed_import_left_is_swept(seed, eyes):
    source = seed({"ann/human_1.jpg": ANN}, {"rocks_1.jpg": STONE})
    run(source)
    (kept,) = stored()
    for name in ("stray.webp", "young.webp"):
        storages["humans"].save(name, ContentFile(b"a crop"))
    for name in ("stray.webp", kept):
        os.utime(storages["humans"].path(name), (1, 1))
    run(source)
    assert stored() == sorted([kept, "young.webp"])


def test_a_rehearsal_says_the_same_and_changes_nothing(seed, eyes, tmp_path):
    source = seed(
        {
            "ann/human_1.jpg": ANN,
            "bob/human_1.jpg": BOB,
            "copy/human_1.jpg": png(ANN, (99, 99)),
            "dan/human_2.jpg": CLEO,
        },
        {"rocks_1.jpg": STONE, "rocks_2.jpg": PERSON_IN_STONE},
    )
    rehearsed, _ = report_of(source, tmp_path, "--dry-run")
    assert rows() == ([], [], [])
    assert stored() == stored("default", "rocks") == []
    real, _ = report_of(source, tmp_path)
    assert rehearsed["dry_run"]
    counts = ("humans", "rocks", "pairings")
    assert [rehearsed[name] for name in counts] == [real[name] for name in counts] == [2, 1, 2]
    codes = [[one["code"] for one in report["left_out"]] for report in (rehearsed, real)]
    assert codes[0] == codes[1]


def test_nobodys_rockelganger_changes(seed, eyes):
    member = make_member(rock=make_rock())
    run(seed({"ann/human_1.jpg": ANN}, {"rocks_1.jpg": STONE}))
    assert Rockelganger.objects.get().rock_id == member.rock_id


def test_pairings_may_come_held_out(seed, eyes):
    run(seed({"ann/human_1.jpg": ANN}, {"rocks_1.jpg": STONE}), "--held-out")
    assert Pairing.objects.get().held_out
    assert not Pairing.objects.taking_part().exists()


def test_a_name_that_a_rock_has_already_gets_a_number(seed, eyes):
    make_rock("Stone 1")
    run(seed({"ann/human_1.jpg": ANN}, {"rocks_1.jpg": STONE}))
    assert Pairing.objects.get().rock.name == "Stone 1 (2)"


def test_stones_without_a_human_come_in_if_they_are_wanted(seed, eyes):
    source = seed({}, {"rocks_1.jpg": STONE, "rocks_2.jpg": PERSON_IN_STONE})
    assert run(source, "--all-stones")[0] == 1
    assert [rock.name for rock in Rock.objects.all()] == ["Stone 1"]


def test_a_link_out_of_the_folder_is_not_followed(seed, eyes, tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(png(ANN))
    source = seed({"bob/human_1.jpg": BOB}, {"rocks_1.jpg": STONE})
    (source / "humans" / "bob" / "human_b_1.jpg").symlink_to(secret)
    (source / "humans" / "bob" / "human_c_1.jpg").symlink_to("human_c_1.jpg")
    _, left = report_of(source, tmp_path)
    assert left == {
        "humans/bob/human_b_1.jpg": "outside",
        "humans/bob/human_c_1.jpg": "unreadable",
    }


def test_two_imports_do_not_run_at_once(seed, eyes, monkeypatch):
    @contextmanager
    def taken():
        yield False

    monkeypatch.setattr(humans, "one_import_at_a_time", taken)
    status, told = run(seed({"ann/human_1.jpg": ANN}, {"rocks_1.jpg": STONE}))
    assert (status, "Another import is at work" in told) == (2, True)
    assert not Human.objects.exists()


def test_what_is_no_source_is_refused_with_a_sentence(tmp_path, eyes):
    status, told = run(tmp_path)
    assert (status, "neither a pairs.csv nor humans and rocks" in told) == (2, True)
    status, told = run(tmp_path / "nothing")
    assert status == 2
    assert run(tmp_path, "--curator", "nobody")[0] == 2
