from django.urls import path

from studio import api

urlpatterns = [
    path("rocks/<slug:slug>/suggestion/", api.MySuggestion.as_view(), name="api-rock-suggestion"),
]
