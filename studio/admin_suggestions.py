"""Suggestions in the back room: to look up, and to delete what should not have been said."""

from django.contrib import admin

from rockmatch.admin import ReadOnlyAdmin
from studio.models import Suggestion


@admin.register(Suggestion)
class SuggestionAdmin(ReadOnlyAdmin):
    """The studio is where they are decided: there it is noted, and told."""

    list_display = ("id", "kind", "text", "pick", "rock", "member", "state", "created_at")
    list_filter = ("state", "kind", "created_at")
    list_select_related = ("rock", "pick", "member")
    search_fields = ("text", "key", "rock__name", "pick__name", "member__username")
    date_hierarchy = "created_at"
