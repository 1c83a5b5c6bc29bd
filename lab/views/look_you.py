"""What is kept of who looks, and how they take it back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from lab.queries import look as queries
from lab.rater import forget, rater_of, take_from_address
from lab.services.raters import withdraw as take_back
from profiles.limits import TooFast, refuse


@require_safe
@never_cache
def you(request: HttpRequest) -> HttpResponse:
    """How many answers there are, the number that they are kept under, and the way out."""
    rater = rater_of(request)
    count = queries.number_of_answers(rater.pk) if rater else 0
    return render(request, "lab/look_you.html", {"which": "look", "rater": rater, "count": count})


@require_POST
@never_cache
@sensitive_post_parameters("number")
def withdraw(request: HttpRequest) -> HttpResponse:
    """Delete a rater and all their answers: this browser's, or the one whose number is typed."""
    try:
        take_from_address(request, "withdrawals")
    except TooFast as refusal:
        return refuse(request, refusal)
    response = redirect("lab-look-you")
    here = rater_of(request)
    typed = request.POST.get("number", "").strip()
    try:
        wanted = UUID(typed) if typed else here.pk if here else None
    except ValueError:
        wanted = None
    count = take_back(wanted) if wanted else None
    if count is None:
        words = _("There are no answers under that number. Perhaps they are gone already.")
        messages.error(request, words)
        return response
    if here and here.pk == wanted:
        forget(response)
    words = ngettext("Gone: %(number)d answer.", "Gone: %(number)d answers.", count)
    messages.success(request, words % {"number": count})
    return response
