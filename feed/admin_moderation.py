"""Reports and decisions in the back room: to look up. The moderators' room is where one acts."""

from django.contrib import admin
from django.http import HttpRequest

from feed.models import Appeal, Case, Decision, Report
from rockmatch.admin import ReadOnlyAdmin


class LookUpAdmin(ReadOnlyAdmin):
    """Rows that nobody deletes either."""

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Case)
class CaseAdmin(LookUpAdmin):
    list_display = ("id", "subject", "member", "reports_count", "opened_at", "closed_at")
    list_filter = ("subject", "closed_at")
    list_select_related = ("member",)
    search_fields = ("member__username",)


@admin.register(Report)
class ReportAdmin(LookUpAdmin):
    list_display = ("id", "reason", "case", "reporter", "created_at")
    list_filter = ("reason", "created_at")
    list_select_related = ("case", "reporter")
    search_fields = ("reporter__username", "text")


@admin.register(Decision)
class DecisionAdmin(LookUpAdmin):
    list_display = ("id", "action", "case", "moderator", "until", "created_at")
    list_filter = ("action", "created_at")
    list_select_related = ("case", "moderator")
    search_fields = ("moderator__username", "case__member__username", "note")


@admin.register(Appeal)
class AppealAdmin(LookUpAdmin):
    list_display = ("id", "decision", "created_at", "judgement")
    list_select_related = ("decision", "judgement")
    search_fields = ("decision__case__member__username", "text")
