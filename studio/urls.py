from django.urls import path

from studio import views

urlpatterns = [
    path("curate/balance/", views.balance, name="studio-balance"),
    path("curate/balance/compute/", views.compute, name="studio-balance-compute"),
    path("curate/balance/<slug:name>.csv", views.balance_csv, name="studio-balance-csv"),
    path("curate/history/", views.history, name="studio-history"),
    path("curate/history/<int:pk>/undo/", views.undo, name="studio-undo"),
]
