"""What a copy of one's data tells of reports and decisions."""

import json

import pytest

from feed import exports
from feed.services import appeals, moderation, publish, reports
from profiles.models import DataExport
from tests.factories import make_member, make_rock
from tests.feed.moderating import make_case, make_moderator

pytestmark = pytest.mark.django_db


def told(part, member):
    return json.dumps(part(DataExport(member=member)), default=str)


def test_my_reports_are_mine_and_who_reported_me_is_not():
    odd = make_member("odd", rock=make_rock())
    teller = make_member("telltale")
    post = publish(odd, "Buy my gravel")
    case = make_case(post, teller)
    keeper = make_moderator("gravekeeper")
    made = moderation.hide_post(keeper, case, message="No market.", note="A third time.")
    appeals.appeal(made, "It was a joke")
    reports.report(odd, teller, "harassment", "They tell on me")
    of_odd = told(exports.decisions, odd)
    for words in ("No market.", "It was a joke", "Buy my gravel", "hide"):
        assert words in of_odd
    for secret in ("telltale", "gravekeeper", "A third time"):
        assert secret not in of_odd
    assert "They tell on me" in told(exports.reports, odd)
    assert str(post.pk) in told(exports.reports, teller)
    assert "They tell on me" not in told(exports.decisions, teller)
