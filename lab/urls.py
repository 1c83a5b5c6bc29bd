from django.urls import path

from lab import views

_SITTING = "lab/painted/<uuid:pk>/"

urlpatterns = [
    path("lab/gan/", views.gan, name="lab-gan"),
    path("lab/painted/", views.painted, name="lab-painted"),
    path(_SITTING, views.sitting, name="lab-sitting"),
    path(f"{_SITTING}state/", views.sitting_state, name="lab-sitting-state"),
    path(f"{_SITTING}events/", views.sitting_events, name="lab-sitting-events"),
    path(f"{_SITTING}picture/", views.sitting_picture, name="lab-sitting-picture"),
    path(f"{_SITTING}destroy/", views.sitting_destroy, name="lab-sitting-destroy"),
]
