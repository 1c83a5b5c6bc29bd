"""Where curators bring photographs of humans, and see what became of them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from profiles.http import me
from rockmatch import worker
from rockmatch.errors import HumanRefused
from studio.human_forms import BringForm
from studio.queries import humans as queries
from studio.services import humans as services
from studio.services import reading
from studio.views.doors import curators_only


@curators_only
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """The form, and beneath it what its curator brought last. What is left is told at once."""
    refusal = HumanRefused("too_heavy") if "too_large" in request.GET else None
    form = BringForm(request.POST or None, request.FILES or None)
    brought = services.Brought()
    if request.method == "POST" and form.is_valid():
        try:
            brought = services.bring(me(request), form.sent, **form.rights)
        except HumanRefused as why:
            refusal = why
        else:
            _tell(request, len(brought.taken))
            if not brought.left:
                return redirect("studio-bring")
    reading.close_stale(brought_by_id=me(request).pk)
    lately = queries.brought_lately(me(request))
    context = {
        "which": "humans",
        "form": form,
        "refusal": refusal,
        "left": brought.left,
        "lately": lately,
        "waits": any(human.is_active for human in lately),
        "worker_is_there": worker.is_there(),
    }
    is_wrong = refusal or brought.left or form.errors
    return render(request, "studio/bring.html", context, status=400 if is_wrong else 200)


def _tell(request: HttpRequest, count: int) -> None:
    if count:
        taken = ngettext(
            "%(count)d photograph is being read.", "%(count)d photographs are being read.", count
        )
        messages.success(request, taken % {"count": count})
