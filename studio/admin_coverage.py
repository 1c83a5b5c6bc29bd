"""Snapshots of the coverage in the back room: the worker writes them, people look them up."""

from django.contrib import admin

from rockmatch.admin import ReadOnlyAdmin
from studio.models import Coverage


@admin.register(Coverage)
class CoverageAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "pairings", "rocks", "effective_rocks", "members", "seconds")
    date_hierarchy = "created_at"
    search_fields = ("created_at",)
    exclude = ("plots", "ranks")
