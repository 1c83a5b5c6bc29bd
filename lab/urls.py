from django.urls import path

from lab import views

urlpatterns = [path("lab/gan/", views.gan, name="lab-gan")]
