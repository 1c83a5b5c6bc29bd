from django.urls import path

from rockmatch import views

urlpatterns = [
    path("selfie/", views.selfie, name="selfie"),
    path("selfie/<uuid:pk>/", views.selfie_detail, name="selfie-detail"),
    path("selfie/<uuid:pk>/state/", views.selfie_state, name="selfie-state"),
    path("selfie/<uuid:pk>/events/", views.selfie_events, name="selfie-events"),
    path("rocks/", views.museum, name="museum"),
    # Before a rock's page: no rock may have this slug (`RESERVED_SLUGS`).
    path("rocks/yours/", views.bespoke, name="bespoke"),
    path("rocks/yours/<uuid:pk>/", views.bespoke_detail, name="bespoke-detail"),
    path("rocks/yours/<uuid:pk>/state/", views.bespoke_state, name="bespoke-state"),
    path("rocks/yours/<uuid:pk>/events/", views.bespoke_events, name="bespoke-events"),
    path("rocks/yours/<uuid:pk>/discard/", views.discard, name="bespoke-discard"),
    path("rocks/<slug:slug>/", views.rock, name="rock"),
    path("rocks/<slug:slug>/card.jpg", views.rock_card, name="rock-card"),
    path("booth/", views.booth, name="booth"),
    path("booth/<uuid:pk>/", views.booth_visit, name="booth-visit"),
    path("booth/<uuid:pk>/state/", views.booth_state, name="booth-state"),
    path("booth/<uuid:pk>/events/", views.booth_events, name="booth-events"),
    path("booth/<uuid:pk>/who.webp", views.booth_who, name="booth-who"),
    path("booth/<uuid:pk>/mail/", views.booth_mail, name="booth-mail"),
    path("booth/<uuid:pk>/leave/", views.booth_leave, name="booth-leave"),
    path("be/<slug:slug>/", views.choose, name="choose-rock"),
]
