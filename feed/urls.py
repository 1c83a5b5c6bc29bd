from django.urls import path

from feed import views
from feed.views import appeals, moderation, photos, reports

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
    path("drafts/<uuid:pk>/", photos.draft, name="draft"),
    path("photos/<uuid:pk>/", photos.photo, name="photo"),
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
    path("report/<str:what>/<str:key>/", reports.report, name="report"),
    path("settings/reports/", reports.my_reports, name="settings-reports"),
    path("settings/reports/<int:pk>/show/", reports.show_again, name="report-show-again"),
    path("decisions/<str:token>/", appeals.decision, name="decision"),
    path("accounts/suspended/", appeals.suspended, name="account-suspended"),
    path("moderate/", moderation.queue, name="moderate"),
    path("moderate/log/", moderation.log, name="moderate-log"),
    path("moderate/<int:pk>/", moderation.case, name="moderate-case"),
    path("moderate/decisions/<int:pk>/undo/", moderation.undo, name="moderate-undo"),
    path("moderate/appeals/<int:pk>/judge/", moderation.judge, name="moderate-judge"),
]
