"""Members in the back room."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from profiles.models import Follow, Member


@admin.register(Member)
class MemberAdmin(UserAdmin):
    list_display = ("username", "display_name", "rock", "is_staff", "is_active", "date_joined")
    list_filter = ("is_active", "is_staff", "is_superuser", "rock__geology")
    list_select_related = ("rock",)
    search_fields = ("username", "display_name", "email", "rock__name")
    ordering = ("-date_joined",)
    readonly_fields = ("rock", "last_login", "date_joined", "suspended_at", "suspended_until")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Who they are", {"fields": ("display_name", "pronouns", "bio", "links", "email", "rock")}),
        ("Who reads them", {"fields": ("is_locked", "hides_lists", "mentions_from")}),
        (
            "What they may",
            {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")},
        ),
        ("When", {"fields": ("last_login", "date_joined", "suspended_at", "suspended_until")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "email", "password1", "password2")}),
    )


@admin.register(Follow)
class FollowAdmin(admin.ModelAdmin):
    list_display = ("follower", "followed", "created_at")
    list_select_related = ("follower", "followed")
    search_fields = ("follower__username", "followed__username")
    raw_id_fields = ("follower", "followed")
