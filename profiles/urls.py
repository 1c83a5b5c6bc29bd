from django.urls import path

from profiles import views

urlpatterns = [
    path("@<str:username>/follow/", views.follow, name="follow"),
    path("@<str:username>/card.jpg", views.profile_card, name="profile-card"),
    path("settings/", views.index, name="settings"),
    path("settings/account/", views.account, name="settings-account"),
    path("settings/appearance/", views.appearance, name="settings-appearance"),
    path("settings/language/", views.language, name="settings-language"),
    path("settings/profile/", views.profile_settings, name="settings-profile"),
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
