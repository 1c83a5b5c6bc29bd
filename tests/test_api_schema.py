"""What the API's description promises is what the API does: schemathesis reads it and tries.

A new call is taken in by itself. Each request is undone after it was checked, so that the next one
finds the same house.
"""

from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection, transaction
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, note, settings
from rest_framework.authtoken.models import Token
from schemathesis.specs.openapi.checks import positive_data_acceptance

from feed import services
from profiles.models import FollowRequest
from profiles.services import follow
from rockmatch import worker, workshop
from tests.factories import make_member, make_rock

pytestmark = pytest.mark.django_db
THINGS = {"username": ["flint", "chert", "gneiss"], "slug": ["old-tor"], "tag": ["stone"]}
IDS = [1, 2]
CONFIG = schemathesis.Config.from_dict(
    {
        "base-url": "http://testserver",
        "generation": {"deterministic": True, "max-examples": 5, "database": "none"},
        "phases": {"coverage": {"unexpected-methods": ["PATCH", "TRACE"]}},
    }
)


def described() -> dict[str, Any]:
    """The description; addresses in it lead to something that is there as often as to nothing."""
    whole = SchemaGenerator().get_schema(public=True)
    for path in whole["paths"].values():
        for call in path.values():
            for parameter in call.get("parameters", []):
                if parameter["in"] == "path":
                    known = THINGS.get(parameter["name"], IDS)
                    if parameter["schema"].get("format") != "uuid":
                        parameter["schema"] = {"anyOf": [{"enum": known}, parameter["schema"]]}
    return whole


api = schemathesis.openapi.from_dict(described(), config=CONFIG)
api.app = get_wsgi_application()


@pytest.fixture(autouse=True)
def one_connection():
    """Let a request use the test's connection, as Django's own client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def left_out(case):
    """What is not asked of a call.

    That whatever fits the description is accepted cannot be said of what changes something: a name
    may be somebody's, a text may have nothing in it to see, and nobody follows themself.
    """
    return [] if case.method == "GET" else [positive_data_acceptance]


def worker_is_there():
    cache.set(worker._SIGN, "here")


@pytest.fixture
def house():
    """Members, a thread and a request to follow, under ids that begin with 1."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)"
            " FROM pg_sequences"
        )
    rock = make_rock("Old Tor")
    members = {name: make_member(name, rock=rock) for name in THINGS["username"]}
    staff = make_member("warden", rock=rock, is_staff=True)
    follow(members["flint"], members["chert"])
    FollowRequest.objects.create(asker=members["gneiss"], asked=members["flint"])
    post = services.publish(members["flint"], "A #stone for @chert https://a.example/")
    services.publish(members["chert"], "Yes", reply_to=post)
    return {
        "member": Token.objects.create(user=members["flint"]).key,
        "staff": Token.objects.create(user=staff).key,
        "visitor": None,
    }


@api.parametrize()
@settings(suppress_health_check=list(HealthCheck), deadline=None)
def test_every_call_keeps_its_word(case, house):
    for who, token in house.items():
        note(f"as {who}")
        cache.clear()
        worker_is_there()
        workshop.show_up()
        headers = {"Authorization": f"Token {token}"} if token else {}
        with transaction.atomic():
            case.call_and_validate(headers=headers, excluded_checks=left_out(case))
            transaction.set_rollback(True)
