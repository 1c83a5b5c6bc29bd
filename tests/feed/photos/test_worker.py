"""The darkroom as a process: when it is there, what its Celery worker is, and its place."""

import subprocess
import sys
from uuid import uuid4

import pytest
from celery.exceptions import WorkerLostError
from django.conf import settings as of_site
from django.db import connection

from feed import tasks
from feed.darkroom import QUEUE, close_what_was_killed
from feed.models import Photo
from feed.services import photos
from rockmatch import darkroom_sign, worker
from rockstar_site.embedded import plan
from tests.feed.photos.conftest import picture
from tests.live import ROOT

pytestmark = pytest.mark.django_db


def test_a_sign_of_life_opens_it_and_signing_off_shuts_it():
    assert not darkroom_sign.is_open()
    darkroom_sign.SIGN.show()
    assert darkroom_sign.is_open()
    assert not worker.is_there()  # no selfie is taken in because of it
    darkroom_sign.SIGN.hide()
    assert not darkroom_sign.is_open()


def test_the_house_has_a_darkroom():
    assert ("-m", "rockstar_site.darkroom") in [it.arguments for it in plan.HOUSE.services]


def test_its_process_reads_no_selfies_and_renders_no_rock():
    code = (
        "from rockstar_site import darkroom; from rockstar_site.celery import app;"
        "app.worker_main = print; darkroom.main();"
        "from celery import signals; print(signals.worker_process_init.send(sender=None))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "--queues=darkroom" in done.stdout
    assert "give_way" in done.stdout
    assert "load_reader" not in done.stdout


@pytest.mark.parametrize("task", [tasks.develop_photo, tasks.hang_photo])
def test_its_jobs_go_to_its_queue_and_are_not_done_twice(task):
    assert of_site.CELERY_TASK_ROUTES[task.name]["queue"] == QUEUE
    assert not task.acks_late
    assert task.soft_time_limit < task.time_limit < photos.LONGEST_WORK.total_seconds()


def test_a_photo_whose_process_was_killed_is_closed_by_the_other(mira, darkroom, monkeypatch):
    monkeypatch.setattr(connection, "close", lambda: None)  # the test is within a transaction
    photo = photos.submit(mira, picture()).photo
    photos.begin(photo.pk)
    for problem, status in ((ValueError("no"), "finding"), (WorkerLostError("SIGKILL"), "failed")):
        close_what_was_killed(
            sender=tasks.develop_photo, exception=problem, args=[str(photo.pk), "a key"]
        )
        photo.refresh_from_db()
        assert photo.status == status
    assert photo.error == "trouble"


def test_a_photo_that_is_gone_is_not_closed(darkroom):
    photos.fail(uuid4(), "trouble")
    assert not Photo.objects.exists()
