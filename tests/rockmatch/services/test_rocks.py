"""Photographs become rocks, and the gate decides whether they are shown."""

import io

import pytest
import skimage.data
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import IntegrityError
from PIL import Image

from rockmatch import tasks
from rockmatch.models import Rock
from rockmatch.museum_loader import MUSEUM
from rockmatch.portraits.catalogue import read_catalogue
from rockmatch.services import rocks
from rockmatch.vision.detectors import installed
from tests.faces import astronaut
from tests.factories import make_member, make_rock

pytestmark = pytest.mark.django_db
PASSED, REFUSED = ({"faces": faces, "highest_score": 0.1} for faces in (0, 2))


@pytest.fixture
def asked(monkeypatch):
    """The rocks that the gate was asked about."""
    asked = []
    monkeypatch.setattr(tasks.screen_rock, "delay", asked.append)
    return asked


def stone(size=(1400, 1100), colour=(120, 80, 40)):
    return Image.new("RGB", size, colour)


def bring(picture, name="Found Stone", **changes):
    fields = {
        "geology": "igneous",
        "stone": "basalt",
        "sentence": "Basalt is lava that cooled fast.",
        "alt": "A dark stone.",
    }
    maker = changes.pop("maker", None) or make_member()
    return rocks.bring_rock(picture=picture, maker=maker, name=name, **(fields | changes))


def files():
    try:
        return set(default_storage.listdir("rocks")[1])
    except FileNotFoundError:
        return set()


def test_a_photograph_becomes_a_rock_that_waits(asked, django_capture_on_commit_callbacks):
    maker = make_member()
    with django_capture_on_commit_callbacks(execute=True):
        made = bring(stone(), maker=maker)
    made.refresh_from_db()
    assert (made.slug, made.origin, made.maker) == ("found-stone", Rock.Origin.UPLOADED, maker)
    assert not made.is_on_show
    assert made.detectors == {}
    assert made.colour == made.ground_colour == "#785028"
    assert [portrait["size"] for portrait in made.portraits] == [1024, 512, 192, 96]
    for portrait in made.portraits:
        with default_storage.open(portrait["file"]) as file, Image.open(file) as image:
            assert (image.format, image.size) == ("WEBP", (portrait["size"],) * 2)
    assert asked == [made.pk]


def test_the_square_in_the_middle_is_taken(asked):
    picture = stone((900, 600), "red")
    picture.paste((0, 0, 255), (150, 0, 750, 600))
    made = bring(picture)
    assert made.colour == made.ground_colour == "#0000ff"
    assert [portrait["size"] for portrait in made.portraits] == [512, 192, 96]


def test_too_small_a_picture_leaves_nothing(asked):
    with pytest.raises(ValueError, match="2000 x 511"):
        bring(stone((2000, 511)))
    assert (Rock.objects.count(), files()) == (0, set())


def test_two_names_that_sound_alike_have_a_page_each(asked):
    slugs = [bring(stone(), name).slug for name in ("Old Tarn", "Old-Tarn", "OLD TARN!", "石")]
    assert slugs == ["old-tarn", "old-tarn-2", "old-tarn-3", "stone"]


def test_a_name_that_is_taken_leaves_nothing(asked):
    bring(stone())
    before = files()
    with pytest.raises(IntegrityError):
        bring(stone(colour=(1, 2, 3)))
    assert files() == before
    assert asked == []  # nothing was committed


def test_a_storage_that_fails_half_way_keeps_nothing(asked, monkeypatch):
    save, saved = FileSystemStorage.save, []

    def full(storage, name, content):
        if len(saved) == 2:
            raise OSError("no space left")
        saved.append(name)
        return save(storage, name, content)

    monkeypatch.setattr(FileSystemStorage, "save", full)
    with pytest.raises(OSError, match="no space"):
        bring(stone())
    assert len(saved) == 2
    assert (Rock.objects.count(), files()) == (0, set())


def test_without_a_broker_the_rock_waits_to_be_asked_about_again(monkeypatch):
    def nobody(rock_id):
        raise tasks.rocks.OperationalError("no broker")

    monkeypatch.setattr(tasks.screen_rock, "delay", nobody)
    made = bring(stone())
    assert rocks.ask_gate(made.pk) is False
    made.refresh_from_db()
    assert not made.is_on_show


class TestTheRealGate:
    def screened(self, picture):
        made = bring(picture)
        tasks.screen_rock.apply(args=[made.pk], throw=True)
        made.refresh_from_db()
        return made

    def test_a_person_is_refused(self, asked):
        made = self.screened(astronaut())
        assert not made.is_on_show
        assert made.detectors["faces"] > 0
        assert made.detectors["highest_score"] > 0.99
        assert made.detectors["sizes"] == [512, 192, 96]
        assert [f"rocks/{file}" for file in made.detectors["files"]] == [
            portrait["file"] for portrait in made.portraits
        ]

    def test_a_rock_of_the_museum_passes_on_a_site_without_the_extra(self, monkeypatch):
        monkeypatch.setattr("rockmatch.gate.installed", lambda: installed()[:1])
        files = read_catalogue(MUSEUM)[0]["portraits"]
        for portrait in files:
            content = (MUSEUM / "portraits" / portrait["file"]).read_bytes()
            default_storage.save(f"rocks/{portrait['file']}", ContentFile(content))
        made = make_rock(
            is_on_show=False,
            portraits=[one | {"file": f"rocks/{one['file']}"} for one in files],
        )
        tasks.screen_rock.apply(args=[made.pk], throw=True)
        made.refresh_from_db()
        assert made.detectors["faces"] == 0
        assert [one["detector"] for one in made.detectors["verdicts"]] == ["mtcnn"]
        assert made.is_on_show

    def test_a_plain_stone_passes_every_detector(self, asked):
        made = self.screened(Image.fromarray(skimage.data.gravel()).convert("RGB"))
        assert [one["faces"] for one in made.detectors["verdicts"] if one["bars"]] == [0] * len(
            [one for one in installed() if one.bars]
        )
        assert made.is_on_show

    def test_a_rock_that_is_gone_is_none(self):
        assert tasks.screen_rock.apply(args=[0], throw=True).successful()
        assert not Rock.objects.exists()

    def test_a_portrait_that_cannot_be_read_keeps_the_rock_in(self, asked):
        made = bring(stone())
        default_storage.delete(made.portraits[1]["file"])
        with pytest.raises(FileNotFoundError):
            tasks.screen_rock.apply(args=[made.pk], throw=True)
        made.refresh_from_db()
        assert (made.is_on_show, made.detectors) == (False, {})


@pytest.mark.parametrize(
    ("shown", "before", "verdict", "expected"),
    [
        (False, {}, PASSED, True),  # new, and clean
        (False, {}, REFUSED, False),
        (True, PASSED, REFUSED, False),
        (False, REFUSED, PASSED, True),  # made again, or other detectors
        (False, PASSED, PASSED, False),  # a curator took it off
        (True, PASSED, PASSED, True),
        (True, {}, PASSED, True),
    ],
)
def test_the_verdict_decides_over_the_place_on_show(shown, before, verdict, expected):
    present = make_rock(is_on_show=shown, detectors=before)
    verdict = verdict | {"files": [f"{present.slug}-{size}.webp" for size in (96, 512)]}
    assert rocks.write_verdict(present.slug, verdict)
    present.refresh_from_db()
    assert (present.is_on_show, present.detectors) == (expected, verdict)


def test_a_verdict_on_a_rock_or_portraits_that_are_not_there_is_lost():
    assert rocks.write_verdict("nowhere", PASSED | {"files": []}) is False
    present = make_rock()
    assert rocks.write_verdict(present.slug, REFUSED | {"files": ["another.webp"]}) is False
    present.refresh_from_db()
    assert (present.is_on_show, present.detectors) == (True, {})


class TestInTheAdmin:
    URL = "/admin/rockmatch/rock/"

    @pytest.fixture
    def keeper(self, client):
        client.force_login(make_member("keeper", is_staff=True, is_superuser=True))
        return client

    def sent(self, image, **changes):
        file = io.BytesIO()
        image.save(file, "JPEG")
        file.seek(0)
        file.name = "stone.jpg"
        return {
            "picture": file,
            "name": "Brought Stone",
            "geology": "igneous",
            "stone": "basalt",
            "sentence": "Basalt is lava that cooled fast.",
            "alt": "A dark stone.",
        } | changes

    def test_a_curator_brings_a_stone(self, keeper, asked, django_capture_on_commit_callbacks):
        assert "picture" in keeper.get(f"{self.URL}add/").content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            answer = keeper.post(f"{self.URL}add/", self.sent(stone()), follow=True)
        made = Rock.objects.get()
        assert asked == [made.pk]
        assert made.maker.username == "keeper"
        assert "The gate looks at it now" in answer.content.decode()
        page = keeper.get(f"{self.URL}{made.pk}/change/").content.decode()
        assert "Waits for the gate." in page
        assert 'name="is_on_show"' not in page

    def test_a_refused_one_shows_why_and_cannot_be_put_on_show(self, keeper, asked):
        made = bring(astronaut())
        tasks.screen_rock.apply(args=[made.pk], throw=True)
        for page in (self.URL, f"{self.URL}{made.pk}/change/"):
            assert "Not shown, taken for a face by mtcnn 1.00 (from 0.8 on)" in (
                keeper.get(page).content.decode()
            )
        fields = {"name": made.name, "slug": made.slug, "is_on_show": "on"}
        more = ("geology", "stone", "sentence", "alt", "colour")
        fields |= {field: getattr(made, field) for field in more}
        assert keeper.post(f"{self.URL}{made.pk}/change/", fields).status_code == 302
        made.refresh_from_db()
        assert not made.is_on_show

    @pytest.mark.parametrize(
        ("changes", "complaint"),
        [
            ({"picture": io.BytesIO(b"no picture")}, "not a picture we can open"),
            ({"name": "Old Tarn"}, "already exists"),
            ({"picture": None}, "required"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_kept(self, keeper, asked, changes, complaint):
        make_rock("Old Tarn")
        sent = {k: v for k, v in self.sent(stone(), **changes).items() if v is not None}
        answer = keeper.post(f"{self.URL}add/", sent)
        assert answer.status_code == 200
        assert complaint in answer.content.decode()
        assert (Rock.objects.count(), files()) == (1, set())

    def test_a_small_picture_is_told_the_size(self, keeper, asked):
        answer = keeper.post(f"{self.URL}add/", self.sent(stone((400, 900))))
        assert "at least 512 pixels" in answer.content.decode()
        assert Rock.objects.count() == 0

    def test_the_gate_can_be_asked_again(self, keeper, asked):
        made = bring(stone())
        chosen = {"action": "screen_again", "_selected_action": [made.pk]}
        assert "1 of 1 wait" in keeper.post(self.URL, chosen, follow=True).content.decode()
        assert asked == [made.pk]

    def test_a_deleted_one_takes_its_files_along(
        self, keeper, asked, django_capture_on_commit_callbacks
    ):
        made, other = bring(stone()), bring(stone(), "Another")
        assert len(files()) == 8
        with django_capture_on_commit_callbacks(execute=True):
            keeper.post(f"{self.URL}{made.pk}/delete/", {"post": "yes"})
        assert len(files()) == 4
        chosen = {"action": "delete_selected", "_selected_action": [other.pk], "post": "yes"}
        with django_capture_on_commit_callbacks(execute=True):
            keeper.post(self.URL, chosen)
        assert (Rock.objects.count(), files()) == (0, set())
