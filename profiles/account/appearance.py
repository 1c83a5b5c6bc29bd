"""How a page looks and speaks: as a member chose, else as a cookie says, else as the device."""

from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.http import HttpRequest

from profiles.models import Member

THEME_COOKIE = "theme"
MOTION_COOKIE = "motion"
ZONE_COOKIE = "timezone"  # static/js/site.js writes what the device says
YEAR = 365 * 24 * 3600  # seconds
_REGIONS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)


@dataclass(frozen=True)
class Appearance:
    """Attributes of a page's root element; empty: as the device says."""

    theme: str
    motion: str


def of(request: HttpRequest) -> Appearance:
    user = getattr(request, "user", None)
    if isinstance(user, Member):
        return Appearance(user.theme, "less" if user.less_motion else "")
    theme, motion = request.COOKIES.get(THEME_COOKIE, ""), request.COOKIES.get(MOTION_COOKIE, "")
    return Appearance(
        theme if theme in Member.Theme.values else "", motion if motion == "less" else ""
    )


@cache
def zone_names() -> frozenset[str]:
    """The names of places in the time zone database, and UTC."""
    places = {name for name in available_timezones() if name.startswith(_REGIONS)}
    return frozenset({*places, "UTC"})


def zone_of_device(request: HttpRequest) -> str:
    """What the browser said that its time zone is, if it is one."""
    name = request.COOKIES.get(ZONE_COOKIE, "")
    return name if name in zone_names() else ""


def zone(request: HttpRequest, chosen: str) -> ZoneInfo:
    """The time zone in which to tell times: the chosen one, the device's, or the site's."""
    name = chosen if chosen in zone_names() else zone_of_device(request)
    return ZoneInfo(name or settings.TIME_ZONE)


def clock_of(member: Member) -> ZoneInfo:
    """The time zone of a member where no device says one: the chosen one, or the site's."""
    return ZoneInfo(member.time_zone if member.time_zone in zone_names() else settings.TIME_ZONE)
