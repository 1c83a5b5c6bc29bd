"""Stones that members brought, in the back room: looked up there, decided about in the studio."""

from django.contrib import admin

from rockmatch.admin import ReadOnlyAdmin
from studio.models import FoundStone


@admin.register(FoundStone)
class FoundStoneAdmin(ReadOnlyAdmin):
    list_display = ("name", "member", "status", "error", "framing", "rock", "created_at")
    list_filter = ("status", "error", "framing", "created_at")
    list_select_related = ("member", "rock")
    search_fields = ("name", "member__username", "found_by", "found_where")
    date_hierarchy = "created_at"
    exclude = ("verdict", "pictures")
