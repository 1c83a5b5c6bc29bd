from django.urls import path

from rockmatch import views

urlpatterns = [
    path("selfie/", views.selfie, name="selfie"),
    path("selfie/<uuid:pk>/", views.selfie_detail, name="selfie-detail"),
    path("selfie/<uuid:pk>/state/", views.selfie_state, name="selfie-state"),
    path("selfie/<uuid:pk>/events/", views.selfie_events, name="selfie-events"),
    path("rocks/", views.museum, name="museum"),
    path("rocks/<slug:slug>/", views.rock, name="rock"),
    path("rocks/<slug:slug>/card.jpg", views.rock_card, name="rock-card"),
    path("be/<slug:slug>/", views.choose, name="choose-rock"),
]
