"""What uvicorn serves: Django on threads that are kept, behind the limit on bodies."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rockstar_site.settings")
django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402  (after Django is set up)

from rockmatch.errors import sentence  # noqa: E402
from rockstar_site.body_limit import BodyLimit  # noqa: E402
from rockstar_site.handler import OneHopHandler  # noqa: E402
from rockstar_site.threads import KeptThreads  # noqa: E402

application = BodyLimit(
    KeptThreads(OneHopHandler(), idle=8),
    limit=settings.MAX_BODY_BYTES,
    message=sentence("too_large"),
)
