from django.urls import path

from studio import views

urlpatterns = [
    path("curate/", views.studio, name="studio"),
    path("curate/pair/", views.pair, name="studio-pair"),
    path("curate/skip/", views.skip, name="studio-skip"),
    path("curate/undo/", views.undo_last, name="studio-undo-last"),
    path("curate/pairings/", views.pairings, name="studio-pairings"),
    path("curate/pairings/acts/", views.act_on_pairings, name="studio-act"),
    # Before a rock's page: no rock may have this slug (`RESERVED_SLUGS`).
    path("rocks/found/", views.found, name="found-stones"),
    path("rocks/found/<uuid:pk>/", views.found_stone, name="found-stone"),
    path("rocks/found/<uuid:pk>/back/", views.take_back, name="found-stone-back"),
    path("rocks/found/<uuid:pk>/<int:size>.webp", views.stone_picture, name="found-stone-picture"),
    path("curate/stones/", views.stones, name="studio-stones"),
    path("curate/stones/<uuid:pk>/", views.stone, name="studio-stone"),
    path("curate/balance/", views.balance, name="studio-balance"),
    path("curate/balance/compute/", views.compute, name="studio-balance-compute"),
    path("curate/balance/<slug:name>.csv", views.balance_csv, name="studio-balance-csv"),
    path("curate/history/", views.history, name="studio-history"),
    path("curate/history/<int:pk>/undo/", views.undo, name="studio-undo"),
    path("curate/humans/", views.humans, name="studio-humans"),
    path("curate/humans/new/", views.bring, name="studio-bring"),
    path("curate/humans/<uuid:pk>/", views.human, name="studio-human"),
    path("curate/humans/<uuid:pk>/crop.webp", views.crop, name="studio-crop"),
    path("curate/humans/<uuid:pk>/delete/", views.let_go, name="studio-let-go"),
    path("settings/offer/", views.offer, name="settings-offer"),
    path("settings/offer/shown/", views.let_be_shown, name="settings-offer-shown"),
    path("settings/offer/withdraw/", views.withdraw, name="settings-offer-withdraw"),
    path("curate/suggestions/", views.suggestions, name="studio-suggestions"),
    path("curate/suggestions/<int:pk>/", views.suggestion, name="studio-suggestion"),
    path("curate/suggestions/<int:pk>/take-up/", views.take_up, name="studio-take-up"),
    path("curate/suggestions/<int:pk>/lay-aside/", views.lay_aside, name="studio-lay-aside"),
    path("rocks/<slug:slug>/suggest/", views.suggest, name="suggest"),
    path("rocks/<slug:slug>/suggest/back/", views.take_suggestion_back, name="suggest-back"),
    path("rocks/<slug:slug>/another/", views.another_rock, name="another-rock"),
]
