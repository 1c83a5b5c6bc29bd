"""The studio's history in the back room: to look up who did what."""

from django.contrib import admin

from rockmatch.admin import ReadOnlyAdmin
from studio.models import Act


@admin.register(Act)
class ActAdmin(ReadOnlyAdmin):
    """Acts are taken back in the studio, where what they were about is looked at first."""

    list_display = ("id", "kind", "actor", "human", "rock", "at", "undone_at")
    list_filter = ("kind", "at", ("undone_at", admin.EmptyFieldListFilter))
    list_select_related = ("actor", "human", "rock")
    search_fields = ("actor__username", "human__name", "rock__name")
    date_hierarchy = "at"
