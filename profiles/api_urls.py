from django.urls import path

from profiles import api, api_account, api_lists, api_people, api_sessions

urlpatterns = [
    path("accounts/", api.Accounts.as_view(), name="api-accounts"),
    path("auth/token/", api.AuthToken.as_view(), name="api-token"),
    path("auth/return/", api_account.ComeBack.as_view(), name="api-return"),
    path("me/leave/", api_account.Leave.as_view(), name="api-leave"),
    path("me/preferences/", api_account.Preferences.as_view(), name="api-preferences"),
    path("me/exports/", api_account.Exports.as_view(), name="api-exports"),
    path("me/exports/<uuid:pk>/", api_account.ExportDetail.as_view(), name="api-export"),
    path("me/exports/<uuid:pk>/file/", api_account.ExportFile.as_view(), name="api-export-file"),
    path("me/sessions/", api_sessions.Sessions.as_view(), name="api-sessions"),
    path("me/sessions/<int:pk>/", api_sessions.SessionDetail.as_view(), name="api-session"),
    path("me/invitations/", api_account.Invitations.as_view(), name="api-invitations"),
    path("me/invitations/<int:pk>/", api_account.InvitationDetail.as_view(), name="api-invitation"),
    path("me/requests/", api_lists.Requests.as_view(), name="api-requests"),
    path(
        "me/requests/<str:username>/", api_lists.AnswerRequest.as_view(), name="api-answer-request"
    ),
    path("me/blocks/", api_lists.Blocks.as_view(), name="api-blocks"),
    path("me/mutes/", api_lists.Mutes.as_view(), name="api-mutes"),
    path("me/suggestions/", api_lists.Suggestions.as_view(), name="api-suggestions"),
    path("me/words/", api_lists.Words.as_view(), name="api-words"),
    path("me/words/<int:pk>/", api_lists.Word.as_view(), name="api-word"),
    path("members/<str:username>/", api_people.MemberDetail.as_view(), name="api-member"),
    path("members/<str:username>/follow/", api_people.MemberFollow.as_view(), name="api-follow"),
    path("members/<str:username>/block/", api_people.MemberBlock.as_view(), name="api-block"),
    path("members/<str:username>/mute/", api_people.MemberMute.as_view(), name="api-mute"),
    path("members/<str:username>/followers/", api_lists.Followers.as_view(), name="api-followers"),
    path("members/<str:username>/following/", api_lists.Following.as_view(), name="api-following"),
]
