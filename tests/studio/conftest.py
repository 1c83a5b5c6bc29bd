"""A curator, and a name that three members see in a rock."""

import pytest

from tests.factories import make_member, make_rock, make_suggestion
from tests.studio.curating import make_curator


@pytest.fixture
def curator():
    return make_curator("ann")


@pytest.fixture
def rock():
    return make_rock("Moss Hollow")


@pytest.fixture
def said(rock):
    """Three members see one name in a rock, each in their own spelling."""
    names = ("Leonard Nimoy", "leonard nimoy!", "L\u00e9onard Nimoy")
    return [make_suggestion(make_member(), rock, name) for name in names]


@pytest.fixture
def web(client, curator):
    client.force_login(curator)
    return client
