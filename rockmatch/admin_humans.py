"""Humans for pairing in the back room: curators see who is there, and mend what is said of them."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from rockmatch.models import Human


@admin.register(Human)
class HumanAdmin(admin.ModelAdmin):
    """Their crop is not shown here: it is served by nothing. The vector is shown to nobody."""

    list_display = ("name", "licence", "may_be_shown", "status", "error", "pairs", "created_at")
    list_filter = ("may_be_shown", "status", "error", "licence")
    list_select_related = ("brought_by",)
    search_fields = ("name", "slug", "source", "licence", "digest")
    date_hierarchy = "created_at"
    fields = (
        *("name", "source", "licence", "licence_url", "may_be_shown"),
        *("slug", "status", "error", "digest", "brought_by", "created_at", "finished_at"),
    )
    readonly_fields = (
        *("slug", "status", "error", "digest", "brought_by"),
        *("created_at", "finished_at"),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a human is read from a photograph

    def get_queryset(self, request: HttpRequest) -> QuerySet[Human]:
        return super().get_queryset(request).defer("embedding").annotate(n=Count("pairings"))

    @admin.display(description="pairings", ordering="n")
    def pairs(self, human: Human) -> int:
        return human.n  # type: ignore[attr-defined]
