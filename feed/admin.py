"""Posts in the back room."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from feed import admin_moderation  # noqa: F401  (registers itself)
from feed.models import Notification, Post, Tag
from feed.services import delete_post


@admin.register(Post)
class PostAdmin(admin.ModelAdmin):
    list_display = ("id", "author", "beginning", "visibility", "reply_to", "created_at")
    list_filter = ("created_at", "visibility")
    list_select_related = ("author", "reply_to")
    search_fields = ("text", "author__username")
    date_hierarchy = "created_at"
    raw_id_fields = ("author", "reply_to", "boost_of")
    readonly_fields = (
        "rocks_count",
        "boosts_count",
        "replies_count",
        "edited_at",
        "deleted_at",
        "hidden_at",
    )

    @admin.display(description="text")
    def beginning(self, post: Post) -> str:
        return post.text[:80]

    def delete_model(self, request: Any, obj: Post) -> None:
        delete_post(obj)

    def delete_queryset(self, request: Any, queryset: QuerySet[Post]) -> None:
        for post in queryset:
            delete_post(post)


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    search_fields = ("name",)


@admin.register(Notification)
class NotificationAdmin(admin.ModelAdmin):
    """To look at. They may be deleted, or nobody could delete a member who was told something."""

    list_display = ("id", "member", "kind", "actor", "post", "created_at", "read_at", "mailed_at")
    list_filter = ("kind",)
    list_select_related = ("member", "actor", "post")
    search_fields = ("member__username", "actor__username")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Notification | None = None) -> bool:
        return False
