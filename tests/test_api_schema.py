"""What the API's description promises is what the API does: schemathesis reads it and tries.

A new call is taken in by itself. Each request is undone after it was checked, so that the next one
finds the same house.
"""

from typing import Any

import pytest
import schemathesis
from allauth.usersessions.models import UserSession
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection, transaction
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, note, settings
from rest_framework.authtoken.models import Token
from schemathesis.specs.openapi.checks import positive_data_acceptance

from feed import services
from feed.services import appeals, moderation
from profiles.models import FollowRequest
from profiles.services import follow
from rockmatch import darkroom_sign, worker, workshop
from tests.factories import add_figure, make_member, make_photo, make_rock
from tests.feed.moderating import WORDS, make_case, make_moderator

pytestmark = pytest.mark.django_db
PHOTO = "5a3c0f2e-6b7d-4d0e-9f4b-2f6f3f1c8a11"
THINGS = {
    "username": ["flint", "chert", "gneiss"],
    "slug": ["old-tor"],
    "tag": ["stone"],
    "photo": [PHOTO],
    "number": [0, 1],
}
IDS = [1, 2]
CONFIG = {
    "base-url": "http://testserver",
    "generation": {"deterministic": True, "max-examples": 3, "database": "none"},
    "phases": {"coverage": {"unexpected-methods": ["PATCH", "TRACE"]}},
}
# Of calls that follow each other: `left_out` says why not the first of these, and the second takes
# the header that is sent with all of them for one of its own making.
IN_TURN = {name: {"enabled": False} for name in ("positive_data_acceptance", "ignored_auth")}


def described() -> dict[str, Any]:
    """The description; addresses in it lead to something that is there as often as to nothing."""
    whole = SchemaGenerator().get_schema(public=True)
    for path in whole["paths"].values():
        for call in path.values():
            for parameter in call.get("parameters", []):
                if parameter["in"] == "path":
                    name = parameter["name"]
                    known = THINGS.get(name, IDS)
                    if name in THINGS or parameter["schema"].get("format") != "uuid":
                        parameter["schema"] = {"anyOf": [{"enum": known}, parameter["schema"]]}
    return whole


def loaded(**config: Any) -> Any:
    whole = schemathesis.Config.from_dict(CONFIG | config)
    schema = schemathesis.openapi.from_dict(described(), config=whole)
    schema.app = get_wsgi_application()
    return schema


api, in_turn = loaded(), loaded(checks=IN_TURN)


PLAIN = {"Accept-Encoding": "identity"}  # its transport in one process unpacks nothing


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


def open_doors():
    """Let no limit of rate stand in the way, and worker and workshop be there."""
    cache.clear()
    cache.set(worker.SIGN.name, "here")
    workshop.SIGN.show()
    cache.set(darkroom_sign.SIGN.name, "open")


def session(member):
    """Let a member be logged in with a browser."""
    store = SessionStore()
    store.update(
        {
            SESSION_KEY: str(member.pk),
            BACKEND_SESSION_KEY: "feed.backend.MemberBackend",
            HASH_SESSION_KEY: member.get_session_auth_hash(),
        }
    )
    store.create()
    UserSession.objects.create(
        user=member, session_key=store.session_key, ip="0.0.0.0", user_agent="Firefox on Linux"
    )


@pytest.fixture
def house():
    """Members, a thread, a request to follow, an appeal and a session; ids begin with 1."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)"
            " FROM pg_sequences"
        )
    rock = make_rock("Old Tor")
    members = {name: make_member(name, rock=rock) for name in THINGS["username"]}
    staff = make_moderator("warden", rock=rock, is_staff=True)
    follow(members["flint"], members["chert"])
    FollowRequest.objects.create(asker=members["gneiss"], asked=members["flint"])
    post = services.publish(members["flint"], "A #stone for @chert https://a.example/")
    services.publish(members["chert"], "Yes", reply_to=post)
    moderation.hide_post(staff, make_case(services.publish(members["flint"], "Ads")), **WORDS)
    warned = moderation.warn(staff, make_case(members["flint"]), **WORDS)
    appeals.appeal(warned, "Look again")
    make_case(post)
    session(members["flint"])
    photo = make_photo(members["flint"], pk=PHOTO, post=post)
    add_figure(photo, number=0, who=members["chert"], answer="yes")
    add_figure(photo, number=1, who=members["flint"], answer="asked")
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
        open_doors()
        headers = PLAIN | ({"Authorization": f"Token {token}"} if token else {})
        with transaction.atomic():
            case.call_and_validate(headers=headers, excluded_checks=left_out(case))
            transaction.set_rollback(True)


def test_what_was_made_is_there_and_what_was_deleted_is_gone(house):
    """Calls follow each other as their answers suggest: what one makes, the next asks for."""

    class Workflow(in_turn.as_state_machine()):
        def setup(self):
            open_doors()
            self.undone = transaction.atomic()
            self.undone.__enter__()

        def teardown(self):
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

        def get_call_kwargs(self, case):
            return {"headers": PLAIN | {"Authorization": f"Token {house['member']}"}}

    Workflow.run(
        settings=settings(
            max_examples=12,
            stateful_step_count=6,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
    )
