"""The one way to the crop of a human."""

from uuid import UUID

from django.core.files.storage import storages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from profiles.http import viewer_of
from rockmatch.models import Human
from studio.queries.curators import may_curate


@require_safe
def crop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An aligned crop, for curators and for the member whose face it is; for others there is none.

    No cache keeps it, so that it is gone when it is deleted.
    """
    viewer = viewer_of(request)
    if viewer is None:
        raise Http404
    human = Human.objects.filter(pk=pk).exclude(crop="").only("crop", "member").first()
    if human is None or not (may_curate(viewer) or human.member_id == viewer.pk):
        raise Http404
    try:
        with storages["humans"].open(human.crop) as file:
            content = file.read()
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(content, "image/webp", headers={"Cache-Control": "private, no-store"})
