from django.urls import path

from feed import views

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("explore/", views.explore, name="explore"),
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/read/", views.read_notifications, name="notifications-read"),
    path("notifications/unread/", views.unread, name="notifications-unread"),
    path(
        "notifications/unsubscribe/<str:token>/",
        views.unsubscribe,
        name="notifications-unsubscribe",
    ),
    path(
        "settings/notifications/",
        views.notification_settings,
        name="settings-notifications",
    ),
    path("bookmarks/", views.bookmarks, name="bookmarks"),
    path("tags/<str:tag>/", views.tag, name="tag"),
    path("@<str:username>/", views.profile, name="profile"),
    path("posts/", views.create, name="post-create"),
    path("posts/<int:pk>/", views.detail, name="post"),
    path("posts/<int:pk>/reply/", views.reply, name="post-reply"),
    path("posts/<int:pk>/edit/", views.edit, name="post-edit"),
    path("posts/<int:pk>/history/", views.history, name="post-history"),
    path("posts/<int:pk>/rocks/", views.rockers, name="post-rockers"),
    path("posts/<int:pk>/rock/", views.rock_post, name="post-rock"),
    path("posts/<int:pk>/roll/", views.roll_post, name="post-roll"),
    path("posts/<int:pk>/bookmark/", views.keep_post, name="post-keep"),
    path("posts/<int:pk>/delete/", views.delete, name="post-delete"),
]
