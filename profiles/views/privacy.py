"""A member's settings of who reads, mentions and reaches them, and what they do not read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from profiles import queries
from profiles.forms import PrivacyForm, WordForm
from profiles.http import before, me
from profiles.services import profile as services


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def privacy(request: HttpRequest) -> HttpResponse:
    form = PrivacyForm(request.POST or None, instance=me(request))
    if request.method == "POST" and form.is_valid():
        services.change_profile(me(request), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("settings-privacy")
    return render(request, "profiles/settings_privacy.html", {"form": form})


@login_required
@require_safe
def hidden(request: HttpRequest) -> HttpResponse:
    """Whom I block and whom I mute, each with a way back."""
    which = "muted" if request.GET.get("which") == "muted" else "blocked"
    rows = queries.mutes(me(request)) if which == "muted" else queries.blocks(me(request))
    found, next_before = queries.page(rows, before(request))
    context = {"which": which, "rows": found, "next_before": next_before}
    return render(request, "profiles/settings_hidden.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest) -> HttpResponse:
    """The words that I do not want to read."""
    form = WordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.filter_word(me(request), form.cleaned_data["word"])
        except ValidationError as error:
            form.add_error("word", error.messages)
        else:
            return redirect("settings-words")
    context = {"form": form, "words": me(request).filtered_words.all()}
    return render(request, "profiles/settings_words.html", context)


@login_required
@require_POST
def allow_word(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a word off the list."""
    services.allow_word(me(request), pk)
    return redirect("settings-words")
