from django.urls import path

from lab import views

_SITTING = "lab/painted/<uuid:pk>/"

urlpatterns = [
    path("lab/", views.results, name="lab"),
    path("lab/<slug:name>.csv", views.results_csv, name="lab-csv"),
    path("lab/look/", views.look, name="lab-look"),
    path("lab/look/begin/", views.begin_looking, name="lab-look-begin"),
    path("lab/look/next/", views.next_round, name="lab-look-next"),
    path("lab/look/you/", views.you, name="lab-look-you"),
    path("lab/look/you/withdraw/", views.withdraw, name="lab-look-withdraw"),
    path("lab/look/rounds/<int:number>/", views.told_round, name="lab-look-round"),
    path("lab/look/<uuid:pk>/", views.answer, name="lab-look-answer"),
    path("lab/look/<uuid:pk>/more/", views.more, name="lab-look-more"),
    path("lab/pair/", views.pair, name="lab-pair"),
    path("lab/pair/begin/", views.begin_pairs, name="lab-pair-begin"),
    path("lab/pair/<uuid:pk>/", views.answer_pair, name="lab-pair-answer"),
    path("lab/pair/<uuid:pk>/who.webp", views.who, name="lab-pair-who"),
    path("lab/claims/", views.claims, name="lab-claims"),
    path("lab/claims/<slug:key>.json", views.figures, name="lab-figures"),
    path("lab/gan/", views.gan, name="lab-gan"),
    path("lab/painted/", views.painted, name="lab-painted"),
    path(_SITTING, views.sitting, name="lab-sitting"),
    path(f"{_SITTING}state/", views.sitting_state, name="lab-sitting-state"),
    path(f"{_SITTING}events/", views.sitting_events, name="lab-sitting-events"),
    path(f"{_SITTING}picture/", views.sitting_picture, name="lab-sitting-picture"),
    path(f"{_SITTING}destroy/", views.sitting_destroy, name="lab-sitting-destroy"),
]
