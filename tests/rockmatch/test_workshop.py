"""What the workshop makes of a wish, and that its worker is not the one that reads selfies."""

import importlib.util
import subprocess
import sys
from contextlib import contextmanager
from functools import partial
from io import BytesIO

import numpy as np
import pytest
from celery.exceptions import SoftTimeLimitExceeded
from PIL import Image

from rockmatch import portrait_store, tasks, worker, workshop
from rockmatch.cutouts import is_cut_out
from rockmatch.models import BespokeRock
from rockmatch.portraits.child import RESOLUTION
from rockmatch.portraits.errors import RenderingFailed
from rockmatch.portraits.likeness import hue_of
from rockmatch.portraits.mending import PREVIEWS
from rockmatch.portraits.museum import PRINTS
from rockmatch.portraits.parameters import RockParameters
from rockmatch.portraits.sampling import sample
from rockmatch.portraits.stones import STONES
from rockmatch.services import bespoke
from rockmatch.wishes import Wishes
from rockstar_site.embedded import plan
from tests.factories import make_member, make_rock
from tests.live import ROOT

pytestmark = pytest.mark.django_db
IS_INSTALLED = importlib.util.find_spec("mitsuba") is not None


@pytest.fixture
def request_(db):
    workshop.SIGN.show()
    rock = make_rock(parameters=sample(4, "igneous", stone="basalt").to_dict())
    wishes = Wishes(igneous=0, sedimentary=1, metamorphic=0, mood="merry", second_mood="merry")
    return bespoke.ask_for(make_member(rock=rock), wishes)


def disc(size):
    """A mask: the rock is round, and fills half of the picture's width."""
    y, x = np.mgrid[:size, :size] - size / 2
    return (np.hypot(x, y) < size / 4).astype(np.float32)


def mask_of(rock):
    with Image.open(BytesIO(portrait_store.read(rock.mask))) as image:
        return np.asarray(image.convert("L"))


class Child:
    """Answers each order with the step and a flat picture, or with what it was given.

    What is asked for in a preview's size is not written down.
    """

    def __init__(self, outcome=None, *, no_mask=False):
        self.outcome, self.no_mask, self.asked = outcome, no_mask, []

    def render(self, parameters, size, *, seconds, on_step=lambda step: None, **quality):
        if size > PREVIEWS[-1]["size"]:
            self.asked.append(parameters)
        on_step("lighting")
        if self.outcome:
            raise self.outcome
        picture = Image.new("RGB", (size, size), "#202020")
        picture.paste("#a08060", (size // 4, size // 4, 3 * size // 4, 3 * size // 4))
        return picture

    def outline(self, parameters, size, *, resolution, seconds):
        assert (parameters, resolution) == (self.asked[-1], RESOLUTION)
        if self.no_mask:
            raise RenderingFailed("gone")
        return disc(size)


@pytest.fixture
def work(monkeypatch, request_):
    """Run the job with a child and verdicts of the gate made by hand; tell what came of it."""

    def run(*faces, child=None, prints=None):
        child = child or Child()
        # Of a portrait in which faces are seen, all prints are looked at.
        answers = iter([n for seen in faces for n in [seen] * (len(PRINTS) if seen else 1)])
        answers = prints or answers

        def screen(pictures):
            if not pictures[0].getbbox():  # black: it is only woken
                return {"faces": 0, "highest_score": 0.0}
            if pictures[0].width < 512:  # a preview
                return {"faces": 0, "highest_score": 0.4}
            request_.refresh_from_db()
            assert request_.status == "screening"
            assert [picture.size for picture in pictures] == [(s, s) for s in (512, 192, 96)]
            return {"faces": next(answers), "highest_score": 0.5}

        @contextmanager
        def renderer():
            yield child

        monkeypatch.setattr(workshop, "renderer", renderer)
        monkeypatch.setattr(workshop, "_screen", screen)
        tasks.render_bespoke.apply(args=[str(request_.pk)])
        request_.refresh_from_db()
        return request_, child

    return run


def test_a_wish_becomes_a_rock(work):
    request, child = work(0)
    rock = request.rock
    assert (request.status, request.attempt, rock.geology) == ("done", 1, "sedimentary")
    assert STONES[rock.stone].geology == "sedimentary"
    assert (rock.mood, rock.detectors["faces"]) == ("merry", 0)
    assert (rock.colour, rock.ground_colour) == ("#a08060", "#202020")
    parameters = RockParameters.from_dict(rock.parameters)
    assert child.asked == [parameters]
    assert rock.hue == hue_of(parameters)
    assert [portrait["size"] for portrait in rock.portraits] == [512, 192, 96]


def test_it_comes_with_a_mask_so_that_it_can_stand_in_photos(work):
    rock = work(0)[0].rock
    mask = mask_of(rock)
    assert mask.shape == (512, 512)
    assert (mask > 127).sum() == pytest.approx(np.pi * 128**2, rel=0.01)
    assert portrait_store.request_of([{"file": rock.mask}]) == rock.request.pk
    assert is_cut_out(rock)


def test_of_a_closer_print_the_mask_is_cut_as_closely(work):
    screened = iter([1, 0])  # the print as it is, and the next one
    rock = work(prints=screened)[0].rock
    assert (mask_of(rock) > 127).sum() == pytest.approx(
        np.pi * (128 / (1 - 2 * PRINTS[1][0])) ** 2, rel=0.01
    )


def test_without_a_mask_a_rock_is_still_a_rock(work):
    rock = work(0, child=Child(no_mask=True))[0].rock
    assert rock.mask == ""
    assert not is_cut_out(rock)


def test_what_the_gate_refuses_is_changed_and_tried_again(work):
    request, child = work(1, 2, 0)
    assert (request.status, request.attempt, len(child.asked)) == ("done", 3, 3)
    assert len(set(child.asked)) == 3
    assert request.rock.parameters == child.asked[-1].to_dict()


def test_after_four_tries_it_ends_and_costs_nothing(work):
    request, child = work(1, 1, 1, 1)
    assert (request.status, request.error) == ("failed", "taken_for_a_face")
    assert len(child.asked) == 4
    assert bespoke.ask_for(request.member, Wishes()).is_active


@pytest.mark.parametrize(
    "error", [RenderingFailed("gone"), SoftTimeLimitExceeded(), RuntimeError("a bug")]
)
def test_whatever_goes_wrong_the_request_ends(work, error):
    request, _ = work(child=Child(error))
    assert (request.status, request.error, request.rock) == ("failed", "workshop_trouble", None)


def test_delivered_twice_it_makes_one(work):
    request, _ = work(0)
    again, child = work(0)
    assert again.rock == request.rock
    assert child.asked == []


def test_what_is_in_hand_already_is_not_begun_again(work, request_):
    assert bespoke.begin(request_.pk) == request_
    request, child = work(0)
    assert (request.status, child.asked) == ("rendering", [])


def test_around_a_rock_of_unknown_parameters_it_begins_by_chance(work, request_):
    request_.around.parameters = {}
    request_.around.save()
    request, _ = work(0)
    assert request.status == "done"


def test_around_a_rock_of_unknown_geology_it_begins_by_chance(work, request_):
    request_.around.parameters, request_.around.geology = {}, ""
    request_.around.save()
    request, _ = work(0)
    assert request.status == "done"


def test_the_steps_are_told(request_):
    told = []
    for step in ("waking", "shaping", "lighting", "developing"):
        bespoke.advance(request_.pk, BespokeRock.Status.RENDERING, step=step, attempt=1)
        request_.refresh_from_db()
        told.append(request_.progress)
    bespoke.advance(request_.pk, BespokeRock.Status.SCREENING, attempt=1)
    request_.refresh_from_db()
    assert [*told, request_.progress] == sorted({*told, request_.progress})
    bespoke.advance(request_.pk, BespokeRock.Status.RENDERING, step="waking", attempt=2)
    request_.refresh_from_db()
    assert "try 2" in request_.label


@pytest.mark.weights
def test_a_real_rock_where_the_renderer_is_and_a_sentence_where_it_is_not(monkeypatch, request_):
    small = partial(workshop.make, size=64, samples=1, resolution=80)
    monkeypatch.setattr(workshop, "make", small)
    tasks.render_bespoke.apply(args=[str(request_.pk)])
    request_.refresh_from_db()
    if IS_INSTALLED:
        assert request_.status == "done"
        assert 0.05 < (mask_of(request_.rock) > 127).mean() < 0.9
        assert request_.rock.detectors["highest_score"] < 1
    else:
        assert (request_.status, request_.error) == ("failed", "no_workshop")


def test_a_sign_of_life_opens_it_and_signing_off_shuts_it():
    assert not workshop.is_open()
    workshop.SIGN.show()
    assert workshop.is_open()
    assert not worker.is_there()  # no selfie is taken in because of it
    workshop.SIGN.hide()
    assert not workshop.is_open()


def test_the_house_has_a_workshop_where_the_renderer_is_installed(monkeypatch):
    monkeypatch.setattr(plan.importlib.util, "find_spec", lambda name: None)
    assert plan._workshop() == ()
    monkeypatch.setattr(plan.importlib.util, "find_spec", lambda name: object())
    [service] = plan._workshop()
    assert (service.name, service.arguments) == ("workshop", ("-m", "rockstar_site.workshop"))


def test_its_process_reads_no_selfies():
    code = (
        "from rockstar_site import workshop; from rockstar_site.celery import app;"
        "app.worker_main = print; workshop.main();"
        "from celery import signals; print(signals.worker_process_init.send(sender=None))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "--queues=workshop" in done.stdout
    assert "give_way" in done.stdout
    assert "load_reader" not in done.stdout
