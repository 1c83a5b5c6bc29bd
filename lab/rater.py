"""Who looks: somebody known by a signed cookie of the lab's pages alone, and to nobody else.

A view asks `rater_of`, which makes nobody. Somebody comes to be only by `begin`, from a form that
was posted with the lab's consent in it (`lab/_consent.html`).
"""

from math import ceil
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lab import consent
from lab.models import Rater
from profiles.limits import TooFast
from rockmatch.allowance import Allowance, of_address

COOKIE: Final = "lab_rater"
PATH: Final = "/lab/"
_SALT: Final = "rockstar.lab.rater"
_YEAR: Final = 365 * 24 * 3600  # seconds


class NoConsent(ValidationError):
    """Somebody would look without having said yes."""

    def __init__(self) -> None:
        super().__init__(_("Say yes first: tick the box. Without it nothing is kept."), "consent")


def rater_of(request: HttpRequest) -> Rater | None:
    """Who looks, by their cookie; None if it is none of ours, or they have withdrawn."""
    told = request.get_signed_cookie(COOKIE, "", salt=_SALT, max_age=_YEAR) or ""
    try:
        rater_id = UUID(told)
    except ValueError:
        return None
    return Rater.objects.filter(pk=rater_id).first()


def begin(request: HttpRequest, response: HttpResponse) -> Rater:
    """Let somebody look from now on, known by a cookie on this response.

    Who looks already stays who they are: a second tab makes no second person.

    Raises:
        NoConsent: The form has no `consent`.
        TooFast: Too many began from one address.
    """
    if not request.POST.get("consent"):
        raise NoConsent
    rater = rater_of(request)
    if rater is None:
        take_from_address(request, "raters")
        language = (get_language() or "")[:12]
        rater = Rater.objects.create(consent_version=consent.VERSION, language=language)
    response.set_signed_cookie(
        COOKIE,
        str(rater.pk),
        salt=_SALT,
        max_age=_YEAR,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return rater


def forget(response: HttpResponse) -> None:
    """Take the cookie back."""
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")


def take_answer(rater: Rater) -> None:
    """Count one answer, on any page of the lab: a whole class may look from one address.

    Raises:
        TooFast: They give more than somebody could who looks.
    """
    _take(Allowance("answers", str(rater.pk)))


def take_from_address(request: HttpRequest, scope: str) -> None:
    """Count one act from an address; who is logged in there is not asked, and noted nowhere.

    Raises:
        TooFast: There were too many.
    """
    _take(of_address(request, scope))


def _take(allowance: Allowance) -> None:
    if not allowance.take():
        raise TooFast(ceil(allowance.wait() or 1))
