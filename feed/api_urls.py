from django.urls import path

from feed import (
    api,
    api_appeals,
    api_moderation,
    api_notifications,
    api_photos,
    api_search,
    api_timelines,
)

urlpatterns = [
    path("me/", api_notifications.Me.as_view(), name="api-me"),
    path(
        "me/notifications/",
        api_notifications.OwnNotificationSettings.as_view(),
        name="api-notification-settings",
    ),
    path("me/decisions/", api_appeals.OwnDecisions.as_view(), name="api-own-decisions"),
    path("me/decisions/<int:pk>/appeal/", api_appeals.DecisionAppeal.as_view(), name="api-appeal"),
    path("notifications/", api_notifications.Notifications.as_view(), name="api-notifications"),
    path(
        "notifications/read/",
        api_notifications.ReadNotifications.as_view(),
        name="api-notifications-read",
    ),
    path("photos/", api_photos.PhotoList.as_view(), name="api-photos"),
    path("photos/<uuid:photo>/", api_photos.PhotoDetail.as_view(), name="api-photo"),
    path("photos/<uuid:photo>/figures/", api_photos.FigureList.as_view(), name="api-figures"),
    path(
        "photos/<uuid:photo>/figures/<int:number>/",
        api_photos.FigureDetail.as_view(),
        name="api-figure",
    ),
    path(
        "photos/<uuid:photo>/figures/<int:number>/consent/",
        api_photos.FigureConsent.as_view(),
        name="api-figure-consent",
    ),
    path("me/figures/", api_photos.MyFigures.as_view(), name="api-my-figures"),
    path("search/", api_search.Search.as_view(), name="api-search"),
    path("reports/", api_moderation.Reports.as_view(), name="api-reports"),
    path("moderation/reports/", api_moderation.OpenCases.as_view(), name="api-cases"),
    path("moderation/decisions/", api_moderation.Decisions.as_view(), name="api-decisions"),
    path(
        "moderation/decisions/<int:pk>/undo/",
        api_moderation.UndoDecision.as_view(),
        name="api-undo-decision",
    ),
    path("moderation/appeals/", api_appeals.WaitingAppeals.as_view(), name="api-appeals"),
    path(
        "moderation/appeals/<int:pk>/judgement/",
        api_appeals.AppealJudgement.as_view(),
        name="api-judgement",
    ),
    path("feed/home/", api_timelines.HomeFeed.as_view(), name="api-home"),
    path("feed/explore/", api_timelines.ExploreFeed.as_view(), name="api-explore"),
    path("bookmarks/", api_timelines.Bookmarks.as_view(), name="api-bookmarks"),
    path("tags/<str:tag>/", api_timelines.TagFeed.as_view(), name="api-tag"),
    path(
        "members/<str:username>/posts/",
        api_timelines.MemberPosts.as_view(),
        name="api-member-posts",
    ),
    path("posts/", api.PostList.as_view(), name="api-posts"),
    path("posts/<int:pk>/", api.PostDetail.as_view(), name="api-post"),
    path("posts/<int:pk>/history/", api.PostHistory.as_view(), name="api-post-history"),
    path("posts/<int:pk>/replies/", api_timelines.Replies.as_view(), name="api-replies"),
    path("posts/<int:pk>/rock/", api.PostRock.as_view(), name="api-post-rock"),
    path("posts/<int:pk>/rocks/", api_timelines.WhoRocked.as_view(), name="api-post-rocks"),
    path("posts/<int:pk>/boost/", api.PostBoost.as_view(), name="api-post-boost"),
    path("posts/<int:pk>/bookmark/", api.PostBookmark.as_view(), name="api-post-bookmark"),
]
