"""Humans for pairing in the back room: curators see who is there, and mend what is said of them."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from rockmatch.models import Human


@admin.register(Human)
class HumanAdmin(admin.ModelAdmin):
    """Their crop is not shown here, but in the studio alone. The vector is shown to nobody.

    Of a member who offered themself nothing is changed by hand: they decide what is shown.
    """

    list_display = (
        *("name", "licence", "may_be_shown", "member"),
        *("status", "error", "pairs", "created_at"),
    )
    list_filter = (
        *("may_be_shown", "status", ("member", admin.EmptyFieldListFilter)),
        *("error", "licence"),
    )
    list_select_related = ("brought_by", "member")
    search_fields = ("name", "slug", "source", "licence", "digest", "member__username")
    date_hierarchy = "created_at"
    fields = (
        *("name", "source", "licence", "licence_url", "may_be_shown"),
        *("slug", "status", "error", "digest", "member", "consent_version", "brought_by"),
        *("created_at", "finished_at"),
    )
    readonly_fields = (
        *("slug", "status", "error", "digest", "member", "consent_version", "brought_by"),
        *("created_at", "finished_at"),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a human is read from a photograph

    def has_change_permission(self, request: HttpRequest, obj: Human | None = None) -> bool:
        offered = obj is not None and obj.member_id is not None
        return not offered and super().has_change_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Human]:
        return super().get_queryset(request).defer("embedding").annotate(n=Count("pairings"))

    @admin.display(description="pairings", ordering="n")
    def pairs(self, human: Human) -> int:
        return human.n  # type: ignore[attr-defined]
