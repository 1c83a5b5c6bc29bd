from django.urls import path

from profiles import views

urlpatterns = [
    path("@<str:username>/follow/", views.follow, name="follow"),
    path("@<str:username>/block/", views.block, name="block"),
    path("@<str:username>/mute/", views.mute, name="mute"),
    path("@<str:username>/remove/", views.remove_follower, name="remove-follower"),
    path("@<str:username>/followers/", views.followers, name="followers"),
    path("@<str:username>/following/", views.following, name="following"),
    path("people/", views.people, name="people"),
    path("requests/", views.requests, name="requests"),
    path("requests/@<str:username>/", views.answer_request, name="answer-request"),
    path("@<str:username>/card.jpg", views.profile_card, name="profile-card"),
    path("settings/", views.index, name="settings"),
    path("settings/account/", views.account, name="settings-account"),
    path("settings/appearance/", views.appearance, name="settings-appearance"),
    path("settings/language/", views.language, name="settings-language"),
    path("settings/profile/", views.profile_settings, name="settings-profile"),
    path("settings/privacy/", views.privacy, name="settings-privacy"),
    path("settings/hidden/", views.hidden, name="settings-hidden"),
    path("settings/words/", views.words, name="settings-words"),
    path("settings/words/<int:pk>/allow/", views.allow_word, name="allow-word"),
    path("settings/rock/", views.rock_settings, name="settings-rock"),
    path("settings/receipt/", views.receipt, name="settings-receipt"),
    path("settings/receipt/forget/", views.forget, name="forget-face-vector"),
    path("settings/export/", views.export, name="settings-export"),
    path("settings/export/<uuid:pk>/", views.export_file, name="settings-export-file"),
    path("settings/invitations/", views.invitations, name="settings-invitations"),
    path(
        "settings/invitations/<int:pk>/withdraw/",
        views.withdraw_invitation,
        name="withdraw-invitation",
    ),
    path("invite/<str:code>/", views.invitation, name="invitation"),
    path("accounts/return/", views.come_back, name="account-return"),
    path("settings/delete/", views.delete, name="settings-delete"),
]
