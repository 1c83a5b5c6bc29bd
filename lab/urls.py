from django.urls import path

from lab import views

urlpatterns = [
    path("lab/claims/", views.claims, name="lab-claims"),
    path("lab/claims/<slug:key>.json", views.figures, name="lab-figures"),
    path("lab/gan/", views.gan, name="lab-gan"),
]
