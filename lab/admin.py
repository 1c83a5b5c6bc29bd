"""The lab's tables in the back room: what people and machines said is never changed by hand."""

from django.contrib import admin

from lab.models import MachineLook, PairTrial, Rater, Stimulus, Trial
from rockmatch.admin import ReadOnlyAdmin


@admin.register(Stimulus)
class StimulusAdmin(ReadOnlyAdmin):
    list_display = ("key", "kind", "rung", "strength", "is_shown", "created_at")
    list_filter = ("kind", "rung", "is_shown")
    search_fields = ("key", "family")


@admin.register(MachineLook)
class MachineLookAdmin(ReadOnlyAdmin):
    list_display = ("stimulus", "observer", "version", "score", "sees_face", "looked_at")
    list_filter = ("observer", "sees_face")
    list_select_related = ("stimulus",)
    search_fields = ("stimulus__key", "observer")


@admin.register(Rater)
class RaterAdmin(ReadOnlyAdmin):
    """By their public ids. With the other one, which is in nobody's sight here, one withdraws."""

    list_display = ("public_id", "marks", "language", "is_simulated", "began_at", "answered_at")
    list_display_links = None
    list_filter = ("is_simulated", "language", "began_at")
    search_fields = ("public_id__iexact", "language")


@admin.register(Trial)
class TrialAdmin(ReadOnlyAdmin):
    list_display = ("stimulus", "rater", "catch", "way", "seen", "rt_ms", "answered_at")
    list_filter = ("seen", "catch", "way", "hardness", "mood", "being", "gender")
    list_select_related = ("stimulus", "rater")
    search_fields = ("stimulus__key", "rater__public_id__iexact")
    date_hierarchy = "answered_at"


@admin.register(PairTrial)
class PairTrialAdmin(ReadOnlyAdmin):
    list_display = ("human", "curated", "machine", "chose", "rt_ms", "answered_at")
    list_filter = ("chose", "answered_at")
    list_select_related = ("human", "curated", "machine")
    search_fields = ("human__name", "curated__name", "machine__name")
