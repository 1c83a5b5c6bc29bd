"""The map of the site, and the door of the demo."""

from django.urls import path

from rockstar_site.demo.door import enter
from rockstar_site.urls import urlpatterns as site

urlpatterns = [path("demo/<int:pk>/<str:token>/", enter, name="demo"), *site]
