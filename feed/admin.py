"""Posts in the back room."""

from django.contrib import admin

from feed.models import Post


@admin.register(Post)
class PostAdmin(admin.ModelAdmin):
    list_display = ("id", "author", "beginning", "reply_to", "created_at")
    list_filter = ("created_at",)
    list_select_related = ("author", "reply_to")
    search_fields = ("text", "author__username")
    date_hierarchy = "created_at"
    raw_id_fields = ("author", "reply_to")

    @admin.display(description="text")
    def beginning(self, post: Post) -> str:
        return post.text[:80]
