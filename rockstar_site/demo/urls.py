"""The map of the site, and the door of the demo."""

from django.urls import path

from rockstar_site.demo.door import enter
from rockstar_site.urls import handler400, handler403, handler404, handler500
from rockstar_site.urls import urlpatterns as site

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("demo/<int:pk>/<str:token>/", enter, name="demo"), *site]
