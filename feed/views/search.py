"""The search over members, posts, tags and rocks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from feed.search import search_everything
from profiles import limits
from profiles.http import viewer_of
from rockmatch.queries.search import MOST_CHARACTERS


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What holds the words in `?q=`; for visitors too."""
    text = " ".join(request.GET.get("q", "")[:MOST_CHARACTERS].replace("\0", " ").split())
    if text:
        try:
            limits.take(request, "search")
        except limits.TooFast as refusal:
            return limits.refuse(request, refusal)
    context = {"q": text, "found": search_everything(viewer_of(request), text) if text else None}
    return render(request, "feed/search.html", context)
