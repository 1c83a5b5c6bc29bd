"""The one way to the crop of a human."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from profiles.http import viewer_of
from rockmatch.crops import crop_response
from rockmatch.models import Human
from studio.queries.curators import may_curate


@require_safe
def crop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An aligned crop, for curators and for the member whose face it is; for others there is none.

    It is served as `rockmatch.crops` says.
    """
    viewer = viewer_of(request)
    if viewer is None:
        raise Http404
    human = Human.objects.filter(pk=pk).exclude(crop="").only("crop", "member").first()
    if human is None or not (may_curate(viewer) or human.member_id == viewer.pk):
        raise Http404
    return crop_response(human)
