"""What every page knows."""

from django.http import HttpRequest

from profiles.account import appearance as looks


def appearance(request: HttpRequest) -> dict[str, looks.Appearance]:
    return {"appearance": looks.of(request)}
