from django.urls import path

from profiles import api

urlpatterns = [
    path("accounts/", api.Accounts.as_view(), name="api-accounts"),
    path("auth/token/", api.AuthToken.as_view(), name="api-token"),
    path("me/", api.Me.as_view(), name="api-me"),
    path("members/<str:username>/", api.MemberDetail.as_view(), name="api-member"),
    path("members/<str:username>/follow/", api.MemberFollow.as_view(), name="api-follow"),
]
