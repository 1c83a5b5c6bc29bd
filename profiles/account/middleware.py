"""Language and time zone of a request."""

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.deprecation import MiddlewareMixin

from profiles.account import appearance
from profiles.models import Member


class PreferencesMiddleware(MiddlewareMixin):
    """Lets a member's language and time zone count before what the browser says.

    It stands behind LocaleMiddleware and those that know the member. Portraits and streams say
    nothing in words, so for them nobody is looked up.
    """

    def process_request(self, request: HttpRequest) -> None:
        member = None
        if _speaks(request):
            # Fetched now in any case: so templates need not ask Django's lazy one at each step.
            request.user = get_user(request)
            member = request.user if isinstance(request.user, Member) else None
        timezone.activate(appearance.zone(request, member.time_zone if member else ""))
        if member and member.language in dict(settings.LANGUAGES):
            translation.activate(member.language)
            request.LANGUAGE_CODE = member.language


def _speaks(request: HttpRequest) -> bool:
    silent = request.path.startswith(settings.MEDIA_URL)
    return not silent and request.headers.get("accept") != "text/event-stream"
