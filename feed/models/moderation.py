"""Reports, and what moderators decide about them.

A Case gathers all open reports of one thing. Decisions are only ever added: the database refuses
to change or delete one (migration 0006). Appeals are members' answers to a decision.
"""

from typing import Any, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feed.models.post import Post
from rockmatch.models import Rock

SAY_LENGTH = 1000  # of a report, an appeal, and what moderators write


class Case(models.Model):
    """A thing that somebody has reported, until it is closed. `subject` says what it is."""

    class Subject(models.TextChoices):
        POST = "post", pgettext_lazy("a thing", "Post")
        MEMBER = "member", _("Member")
        ROCK = "rock", _("Rock")

    subject = models.CharField(max_length=6, choices=Subject)
    post = models.ForeignKey(
        Post, on_delete=models.SET_NULL, null=True, blank=True, related_name="cases"
    )
    rock = models.ForeignKey(
        Rock, on_delete=models.SET_NULL, null=True, blank=True, related_name="cases"
    )
    # Whom it concerns: the post's author, the member, for whom the rock was made; perhaps nobody.
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="cases",
    )
    evidence = models.JSONField(default=dict, blank=True)  # how it looked when it was reported
    reports_count = models.PositiveIntegerField(default=0)  # how urgent it is, among open ones
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        permissions = [("moderate", "Can moderate what members report")]
        constraints = [
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(closed_at__isnull=True, post__isnull=False),
                name="one_open_case_per_post",
            ),
            models.UniqueConstraint(
                fields=["rock"],
                condition=Q(closed_at__isnull=True, rock__isnull=False),
                name="one_open_case_per_rock",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(closed_at__isnull=True, subject="member", member__isnull=False),
                name="one_open_case_per_member",
            ),
        ]
        indexes = [
            models.Index(
                F("reports_count").desc(),
                "id",
                name="case_open_most_reported",
                condition=Q(closed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"case {self.pk} ({self.subject})"

    def get_absolute_url(self) -> str:
        return reverse("moderate-case", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Report(models.Model):
    """What one member said of a thing. Who is reported never learns who it was."""

    class Reason(models.TextChoices):
        SPAM = "spam", _("Spam or a swindle")
        HARASSMENT = "harassment", _("It harasses somebody")
        HATE = "hate", _("Hatred of a group of people")
        FACE = "face", _("It shows a face")
        SEXUAL = "sexual", _("Sexual")
        VIOLENCE = "violence", _("Violence")
        ILLEGAL = "illegal", _("Against the law")
        IMPERSONATION = "impersonation", _("It poses as somebody else")
        OTHER = "other", _("Something else")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reports")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="reports_made",
        db_index=False,
    )
    reason = models.CharField(_("reason"), max_length=13, choices=Reason)
    text = models.CharField(_("what we should know"), max_length=SAY_LENGTH, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "reporter"], name="report_a_case_once")
        ]
        indexes = [models.Index("reporter", F("id").desc(), name="report_by_reporter")]

    def __str__(self) -> str:
        return f"report {self.pk} ({self.reason})"


class Action(models.TextChoices):
    """What moderators do: with a case, with a decision, and with an appeal."""

    DISMISS = "dismiss", _("Dismiss: nothing is wrong")
    WARN = "warn", _("Warn the member")
    HIDE = "hide", _("Hide the post")
    DELETE = "delete", _("Delete the post")
    SUSPEND = "suspend", _("Suspend the member")
    WITHDRAW = "withdraw", _("Withdraw the rock")
    UNHIDE = "unhide", _("Show the post again")
    UNSUSPEND = "unsuspend", _("End the suspension")
    RESTORE = "restore", _("Hang the rock again")
    UPHOLD = "uphold", _("Uphold the decision")
    OVERTURN = "overturn", _("Overturn the decision")


# To whom it concerns.
TOLD: Final = {
    Action.WARN: _("A word from the moderators"),
    Action.HIDE: _("A post of yours is hidden"),
    Action.DELETE: _("A post of yours was deleted"),
    Action.SUSPEND: _("Your account is suspended"),
    Action.WITHDRAW: _("Your rock is off the wall"),
    Action.UNHIDE: _("Your post is shown again"),
    Action.UNSUSPEND: _("Your account is open again"),
    Action.RESTORE: _("Your rock hangs again"),
    Action.UPHOLD: _("We looked again, and it stays as it was decided"),
    Action.OVERTURN: _("We looked again, and take it back"),
}
APPEALABLE: Final = (Action.WARN, Action.HIDE, Action.DELETE, Action.SUSPEND, Action.WITHDRAW)


class Decision(models.Model):
    """A line of the log: who did what, when and why. It never changes."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    moderator = models.ForeignKey(  # none: time did it, or who did has left
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="decisions_made",
    )
    action = models.CharField(max_length=9, choices=Action)
    note = models.CharField(_("note for the log"), max_length=SAY_LENGTH, blank=True)
    message = models.CharField(_("what the member reads"), max_length=SAY_LENGTH, blank=True)
    until = models.DateTimeField(null=True, blank=True)  # of a suspension; none: for good
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    was_alone = models.BooleanField(
        default=False
    )  # judged their own decision: nobody else is there
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"decision {self.pk} ({self.action})"

    @property
    def told(self) -> str:
        """What it is to whom it concerns, in a few words; empty where they are not told."""
        return str(TOLD.get(Action(self.action), ""))

    @property
    def is_appealable(self) -> bool:
        """Whether it is one that may be appealed against, and nobody has."""
        return self.action in APPEALABLE and self.taken_back is None and not hasattr(self, "appeal")

    @property
    def taken_back(self) -> "Decision | None":
        """The decision that undid this one."""
        return getattr(self, "undone_by", None)

    @property
    def stands(self) -> bool:
        """Whether it still has its effect."""
        return self.taken_back is None and (self.until is None or self.until > timezone.now())


class Appeal(models.Model):
    """A member's answer to a decision about them: one, for each decision."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="appeal")
    text = models.CharField(_("why we should look again"), max_length=SAY_LENGTH)
    created_at = models.DateTimeField(auto_now_add=True)
    judgement = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="judges"
    )

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index("id", name="appeal_waiting", condition=Q(judgement__isnull=True))]

    def __str__(self) -> str:
        return f"appeal {self.pk} against {self.decision_id}"


def snapshot(case: Case) -> dict[str, Any]:
    """How the thing of a case looks now, in words: kept, for it may change or go."""
    if case.post is not None:
        post = case.post
        versions = post.versions.values("text", "warning", "written_at")
        return {
            "text": post.text,
            "warning": post.warning,
            "said_at": post.created_at.isoformat(),
            "photos": [
                {"alt": picture["alt"], "spared": picture["spared"]} for picture in post.pictures
            ],
            "versions": [
                {**version, "written_at": version["written_at"].isoformat()}
                for version in versions[:20]
            ],
        }
    if case.rock is not None:
        return {"name": case.rock.name, "slug": case.rock.slug}
    if case.member is not None:
        names = ("username", "display_name", "pronouns", "bio", "links")
        return {name: getattr(case.member, name) for name in names}
    return {}
