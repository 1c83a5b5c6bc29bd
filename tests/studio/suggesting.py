"""What tests of the curators' queue share."""

from tests.factories import make_human


def nimoy(unit):
    return make_human(unit(0), name="Leonard Nimoy, as Spock")
