from django.urls import path

from lab import views

urlpatterns = [
    path("lab/", views.results, name="lab"),
    path("lab/<slug:name>.csv", views.results_csv, name="lab-csv"),
    path("lab/gan/", views.gan, name="lab-gan"),
]
