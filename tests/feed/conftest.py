"""Those who meet in most tests of the feed; a file that needs them otherwise has its own."""

import pytest

from feed.services import publish
from tests.factories import make_member, make_rock
from tests.feed.moderating import make_moderator


@pytest.fixture
def rock():
    return make_rock("Moss Hollow")


@pytest.fixture
def mira(rock):
    return make_member("mira", rock=rock)


@pytest.fixture
def odd(rock):
    return make_member("odd", rock=rock, display_name="Odd Pebble")


@pytest.fixture
def keeper(rock):
    return make_moderator("gravekeeper", rock=rock)


@pytest.fixture
def post(odd):
    return publish(odd, "Buy my gravel #moss")
