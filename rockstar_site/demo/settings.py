"""The site's settings, and the door of the demo."""

from django.core.exceptions import ImproperlyConfigured

from rockstar_site.settings import *  # noqa: F403  (all of them)
from rockstar_site.settings import CONFIG

if CONFIG.site_url:
    raise ImproperlyConfigured("The demo lets in whoever has its link: no public site runs it.")

ROOT_URLCONF = "rockstar_site.demo.urls"
