"""Language and time zone of a request."""

from django.conf import settings
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
        user = request.user if _speaks(request) else None
        member = user if isinstance(user, Member) else None
        timezone.activate(appearance.zone(request, member.time_zone if member else ""))
        if member and member.language in dict(settings.LANGUAGES):
            translation.activate(member.language)
            request.LANGUAGE_CODE = member.language


def _speaks(request: HttpRequest) -> bool:
    silent = request.path.startswith(settings.MEDIA_URL)
    return not silent and request.headers.get("accept") != "text/event-stream"
