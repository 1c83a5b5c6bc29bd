"""The one way in which the crop of a human leaves the house; each view says who may have it."""

from django.core.files.storage import storages
from django.http import Http404, HttpResponse

from rockmatch.models import Human


def crop_response(human: Human) -> HttpResponse:
    """The crop as a picture that no cache keeps, so that it is gone when it is deleted.

    Raises:
        Http404: There is none.
    """
    if not human.crop:
        raise Http404
    try:
        with storages["humans"].open(human.crop) as file:
            content = file.read()
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(content, "image/webp", headers={"Cache-Control": "private, no-store"})
