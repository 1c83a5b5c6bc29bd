"""The Celery application: `celery -A rockstar_site worker` and `beat` start here."""

import os
import sys

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rockstar_site.settings")

app = Celery("rockstar")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Celery would open a connection to the database for each job; `rockmatch.worker` looks after them.
app.conf["CELERY_DB_REUSE_MAX"] = sys.maxsize
app.autodiscover_tasks()
