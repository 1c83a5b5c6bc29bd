from django.urls import path

from feed import api, api_search

urlpatterns = [
    path("search/", api_search.Search.as_view(), name="api-search"),
    path("feed/home/", api.HomeFeed.as_view(), name="api-home"),
    path("feed/explore/", api.ExploreFeed.as_view(), name="api-explore"),
    path("members/<str:username>/posts/", api.MemberPosts.as_view(), name="api-member-posts"),
    path("posts/", api.PostList.as_view(), name="api-posts"),
    path("posts/<int:pk>/", api.PostDetail.as_view(), name="api-post"),
    path("posts/<int:pk>/replies/", api.Replies.as_view(), name="api-replies"),
    path("posts/<int:pk>/rock/", api.PostRock.as_view(), name="api-post-rock"),
]
