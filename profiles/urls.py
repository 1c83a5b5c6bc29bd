from django.urls import path
from django.views.generic import RedirectView

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
    path("settings/", RedirectView.as_view(pattern_name="settings-profile"), name="settings"),
    path("settings/profile/", views.profile_settings, name="settings-profile"),
    path("settings/privacy/", views.privacy, name="settings-privacy"),
    path("settings/hidden/", views.hidden, name="settings-hidden"),
    path("settings/words/", views.words, name="settings-words"),
    path("settings/words/<int:pk>/allow/", views.allow_word, name="allow-word"),
    path("settings/rock/", views.rock_settings, name="settings-rock"),
    path("settings/receipt/", views.receipt, name="settings-receipt"),
    path("settings/receipt/forget/", views.forget, name="forget-face-vector"),
    path("settings/delete/", views.delete, name="settings-delete"),
]
