"""How close a CycleGAN comes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lab.published import published_run


def gan(request: HttpRequest) -> HttpResponse:
    """Show the epochs of a CycleGAN, and how close (or not) it came."""
    return render(request, "lab/gan.html", {"which": "gan", "run": published_run()})
