from django.urls import path

from studio import views

urlpatterns = [
    path("curate/", views.studio, name="studio"),
    path("curate/pair/", views.pair, name="studio-pair"),
    path("curate/skip/", views.skip, name="studio-skip"),
    path("curate/undo/", views.undo_last, name="studio-undo-last"),
    path("curate/pairings/", views.pairings, name="studio-pairings"),
    path("curate/pairings/acts/", views.act_on_pairings, name="studio-act"),
    path("curate/humans/<uuid:pk>/crop.webp", views.crop, name="studio-crop"),
    path("curate/history/", views.history, name="studio-history"),
    path("curate/history/<int:pk>/undo/", views.undo, name="studio-undo"),
]
