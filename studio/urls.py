from django.urls import path

from studio import views

urlpatterns = [
    # Before a rock's page: no rock may have this slug (`RESERVED_SLUGS`).
    path("rocks/found/", views.found, name="found-stones"),
    path("rocks/found/<uuid:pk>/", views.found_stone, name="found-stone"),
    path("rocks/found/<uuid:pk>/back/", views.take_back, name="found-stone-back"),
    path("rocks/found/<uuid:pk>/<int:size>.webp", views.stone_picture, name="found-stone-picture"),
    path("curate/stones/", views.stones, name="studio-stones"),
    path("curate/stones/<uuid:pk>/", views.stone, name="studio-stone"),
    path("curate/history/", views.history, name="studio-history"),
    path("curate/history/<int:pk>/undo/", views.undo, name="studio-undo"),
]
