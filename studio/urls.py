from django.urls import path

from studio import views

urlpatterns = [
    path("curate/history/", views.history, name="studio-history"),
    path("curate/history/<int:pk>/undo/", views.undo, name="studio-undo"),
]
