"""What moderators read: the queue, a case, the log; and members, of reports and decisions."""

from dataclasses import dataclass
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet

from feed.models import Action, Appeal, Case, Decision, HiddenPost, Report, Version
from feed.models.moderation import TOLD
from profiles.models import Member, Mute
from rockmatch.models import HiddenRock
from rockmatch.models.rocks import long_columns

PAGE: Final = 20
MOST_SHOWN: Final = 100  # reports and decisions beside a case
_SHIFT: Final = 2**40  # ids stay below: a place in the queue is one number

_WITH: Final = ("post__author", "member__rock", "rock")
_LONG: Final = long_columns("rock", "member__rock")


@dataclass(frozen=True)
class Queue:
    """A page of cases, and the place after which the next one begins (None: the end)."""

    cases: list[Any]
    next: int | None


def cases(which: str) -> QuerySet[Case]:
    """Cases that are `open`, `closed`, or wait for an `appeal` to be judged; with their reasons."""
    reasons = Report.objects.filter(case=OuterRef("pk")).order_by("reason").distinct()
    found = Case.objects.select_related(*_WITH).defer(*_LONG)
    found = found.annotate(reasons=ArraySubquery(reasons.values("reason")))
    if which == "open":
        return found.filter(closed_at=None).order_by("-reports_count", "pk")
    if which == "appeal":
        waiting = Decision.objects.filter(appeal__isnull=False, appeal__judgement=None)
        return found.filter(Exists(waiting.filter(case=OuterRef("pk")))).order_by("pk")
    return found.filter(closed_at__isnull=False).order_by("-pk")


def queue(which: str, after: int | None = None) -> Queue:
    """Read a page of the queue: open cases with most reports first, then the oldest. One query."""
    found: QuerySet[Any] = cases(which)
    if after is not None:
        count, pk = divmod(after, _SHIFT)
        if which == "open":
            found = found.filter(Q(reports_count__lt=count) | Q(reports_count=count, pk__gt=pk))
        else:
            found = found.filter(**{"pk__gt" if which == "appeal" else "pk__lt": pk})
    rows = list(found[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Queue(rows[:PAGE], last and last.reports_count * _SHIFT + last.pk)


@dataclass(frozen=True)
class Context:
    """A case with all that a moderator needs to decide it.

    Attributes:
        case: With its post, member or rock.
        reports: Of this case.
        earlier: Reports of other cases about the same member.
        decisions: About this case and about the same member, latest first.
        versions: What the post said before it was edited; of one that is gone, as it was kept.
    """

    case: Case
    reports: list[Report]
    earlier: list[Report]
    decisions: list[Decision]
    versions: list[Any]


def context(pk: int) -> Context:
    """Read a case. Four queries.

    Raises:
        Case.DoesNotExist: There is none.
    """
    case = Case.objects.select_related(*_WITH).defer(*_LONG).get(pk=pk)
    about = Q(case=case)
    if case.member_id:
        about |= Q(case__member=case.member_id)
    reports = list(Report.objects.filter(about).select_related("reporter", "case")[:MOST_SHOWN])
    is_there = case.post is not None and case.post.deleted_at is None
    versions = Version.objects.filter(post=case.post_id) if is_there else None
    return Context(
        case=case,
        reports=[report for report in reports if report.case_id == pk],
        earlier=[report for report in reports if report.case_id != pk],
        decisions=list(log().filter(about)[:MOST_SHOWN]),
        versions=list(versions or case.evidence.get("versions", [])),
    )


def log(*, action: str = "", moderator: str = "", member: str = "") -> QuerySet[Decision]:
    """All decisions, latest first; of one kind, by one moderator, or about one member."""
    wanted = {"action": action, "moderator__username": moderator, "case__member__username": member}
    return (
        Decision.objects.filter(**{name: value for name, value in wanted.items() if value})
        .select_related(
            *("moderator", "case__member", "case__rock", "undone_by", "undoes"),
            *("appeal__judgement", "judges"),
        )
        .defer(*long_columns("case__rock"))
        .order_by("-pk")
    )


def reports_by(member: Member) -> QuerySet[Report]:
    """What a member reported, latest first; each with `is_hidden`: whether they still hide it."""
    mine = {"case__post": HiddenPost, "case__rock": HiddenRock}
    hidden: Any = [
        Exists(model._default_manager.filter(member=member, **{name[6:]: OuterRef(name)}))
        for name, model in mine.items()
    ]
    muted = Mute.objects.now().filter(muter=member, muted=OuterRef("case__member"))
    of_member = Q(case__subject=Case.Subject.MEMBER) & Q(Exists(muted))
    return (
        Report.objects.filter(reporter=member)
        .select_related("case__post__author", "case__member", "case__rock")
        .defer(*long_columns("case__rock"))
        .annotate(is_hidden=Q(hidden[0]) | Q(hidden[1]) | of_member)
        .order_by("-pk")
    )


def decisions_about(member: Member) -> QuerySet[Decision]:
    """What a member was told of, latest first."""
    told = Decision.objects.filter(case__member=member, action__in=list(TOLD))
    return told.select_related("case", "undone_by", "appeal__judgement").order_by("-pk")


def waiting_appeals() -> QuerySet[Appeal]:
    """Appeals that nobody has judged, each with its decision."""
    return Appeal.objects.filter(judgement=None).select_related("decision").order_by("-pk")


def suspensions(member_id: int) -> QuerySet[Decision]:
    """The decisions to suspend a member that nobody has taken back, the latest first."""
    said = Decision.objects.filter(case__member=member_id, action=Action.SUSPEND, undone_by=None)
    return said.order_by("-pk")
