"""What visitors to the booth do, and what is kept of it."""

import json
from uuid import uuid4

from django.apps import apps
from django.core.files.base import ContentFile
from django.urls import reverse

from rockmatch import picture_store, tasks, worker
from tests.rockmatch.reading import Reader

JSON = {"headers": {"Accept": "application/json"}}


def kept(pattern="booth:*"):
    return sorted(picture_store.client().scan_iter(pattern))


def stages():
    return [json.loads(picture_store.client().get(key))["status"] for key in kept()]


def rows():
    """How many rows each table has."""
    return {model.__name__: model.objects.count() for model in apps.get_models()}


def press(client, picture, **more):
    image = ContentFile(picture, "me.jpg") if picture is not None else ""
    sent = {"visit": str(uuid4()), "consent": "true", "image": image}
    return client.post(reverse("booth"), sent | more.pop("sent", {}), **(JSON | more))


def read(monkeypatch, jobs, outcome):
    """Let a worker do the last job."""
    reader = Reader(outcome, stages)
    monkeypatch.setattr(worker, "reader", lambda: reader)
    tasks.read_visitor.apply(args=jobs[-1][0])
    return reader
