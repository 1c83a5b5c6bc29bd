"""What the site claims, and what was measured of it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lab.claims import CLAIMS, GROUPS, Claim, lay_out
from rockmatch.publishing import as_json


@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """Show each claim beside the command that measures it and what it found last."""
    groups = [(group, [_shown(claim) for claim in group.claims]) for group in GROUPS]
    return render(request, "lab/claims.html", {"which": "claims", "groups": groups})


def _shown(claim: Claim) -> dict[str, Any]:
    told = claim.told()
    if told is None:
        return {"claim": claim, "found": None}
    found = lay_out(told)
    rows = {row.label: row for row in found.rows}
    first = [rows[label] for label in claim.lead or rows if label in rows]
    return {
        "claim": claim,
        "found": found,
        "first": first,
        "more": [row for row in found.rows if row not in first],
    }


@require_safe
def figures(_request: HttpRequest, key: str) -> HttpResponse:
    """Give the figures of a claim as a file of its own."""
    claim = CLAIMS.get(key)
    told = claim.told() if claim else None
    if told is None:
        raise Http404
    return HttpResponse(as_json(told), content_type="application/json")
