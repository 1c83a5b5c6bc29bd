"""The Celery application: `celery -A rockstar_site worker` and `beat` start here."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rockstar_site.settings")

app = Celery("rockstar")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
