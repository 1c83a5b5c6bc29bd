"""What visitors to the booth do, and what is kept of it."""

import json
from uuid import uuid4

from django.apps import apps
from django.core.files.base import ContentFile
from django.urls import reverse

from rockmatch import picture_store, tasks, worker

JSON = {"headers": {"Accept": "application/json"}}


class Reader:
    """Reads the face it was given, or raises what it was given, and notes the stages."""

    def __init__(self, outcome):
        self.outcome, self.stages = outcome, []

    def read(self, picture, on_stage):
        for stage in ("detecting", "aligning", "embedding"):
            on_stage(stage)
            self.stages += [json.loads(picture_store.client().get(key))["status"] for key in kept()]
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome


def kept(pattern="booth:*"):
    return sorted(picture_store.client().scan_iter(pattern))


def rows():
    """How many rows each table has."""
    return {model.__name__: model.objects.count() for model in apps.get_models()}


def press(client, picture, **more):
    image = ContentFile(picture, "me.jpg") if picture is not None else ""
    sent = {"visit": str(uuid4()), "consent": "true", "image": image}
    return client.post(reverse("booth"), sent | more.pop("sent", {}), **(JSON | more))


def read(monkeypatch, jobs, outcome):
    """Let a worker do the last job."""
    reader = Reader(outcome)
    monkeypatch.setattr(worker, "reader", lambda: reader)
    tasks.read_visitor.apply(args=jobs[-1][0])
    return reader
