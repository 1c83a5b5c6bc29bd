from django.urls import path

from studio import views

urlpatterns = [
    path("curate/history/", views.history, name="studio-history"),
    path("curate/history/<int:pk>/undo/", views.undo, name="studio-undo"),
    path("curate/suggestions/", views.suggestions, name="studio-suggestions"),
    path("curate/suggestions/<int:pk>/", views.suggestion, name="studio-suggestion"),
    path("curate/suggestions/<int:pk>/take-up/", views.take_up, name="studio-take-up"),
    path("curate/suggestions/<int:pk>/lay-aside/", views.lay_aside, name="studio-lay-aside"),
    path("rocks/<slug:slug>/suggest/", views.suggest, name="suggest"),
    path("rocks/<slug:slug>/suggest/back/", views.take_suggestion_back, name="suggest-back"),
    path("rocks/<slug:slug>/another/", views.another_rock, name="another-rock"),
]
