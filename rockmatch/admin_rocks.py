"""Rocks in the back room: curators look after them, and bring new ones as photographs."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from rockmatch.forms import StoneForm
from rockmatch.http import member_of
from rockmatch.models import Rock
from rockmatch.services import rocks


@admin.register(Rock)
class RockAdmin(admin.ModelAdmin):
    list_display = ("portrait", "name", "stone", "geology", "is_on_show", "gate", "members_count")
    list_display_links = ("portrait", "name")
    list_filter = ("geology", "is_on_show", "origin", "stone")
    search_fields = ("name", "slug", "stone", "sentence")
    readonly_fields = (
        *("portrait", "gate", "origin", "maker"),
        *("portraits", "parameters", "detectors", "created_at"),
    )
    actions = ("screen_again",)

    def get_form(
        self, request: HttpRequest, obj: Rock | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        if obj is None:
            kwargs |= {"form": StoneForm}
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Rock | None = None) -> Any:
        return StoneForm.Meta.fields if obj is None else super().get_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Rock | None = None) -> Any:
        """A rock that a face detector sees a face in cannot be put on show by hand."""
        if obj is None:
            return ()
        refused = not obj.detectors or obj.detectors.get("faces")
        return (*self.readonly_fields, "is_on_show") if refused else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: Rock, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        brought = rocks.bring_rock(maker=member_of(request), **form.cleaned_data)
        obj.pk, obj.slug = brought.pk, brought.slug
        self.message_user(request, "The gate looks at it now: see below, or look again in a while.")

    def delete_model(self, request: HttpRequest, obj: Rock) -> None:
        rocks.remove_files(obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Rock]) -> None:
        for rock in queryset:
            rocks.remove_files(rock)
        super().delete_queryset(request, queryset)

    @admin.action(permissions=["change"], description="Let the gate look again")
    def screen_again(self, request: HttpRequest, chosen: QuerySet[Rock]) -> None:
        ids = list(chosen.values_list("pk", flat=True))
        sent = sum(rocks.ask_gate(rock_id) for rock_id in ids)
        self.message_user(request, f"{sent} of {len(ids)} wait at the gate.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rock]:
        present = Q(rockelgangers__until__isnull=True)
        return super().get_queryset(request).annotate(n=Count("rockelgangers", filter=present))

    @admin.display(description="")
    def portrait(self, rock: Rock) -> SafeString:
        return format_html('<img src="{}" alt="" width="48" height="48">', rock.thumb)

    @admin.display(description="gate")
    def gate(self, rock: Rock) -> str:
        """What the gate said, in a sentence."""
        if not rock.detectors:
            return "Waits for the gate."
        seen = rock.detectors
        told = [
            f"{one['detector']} {one['highest_score']:.2f} (from {one['threshold']:g} on)"
            for one in seen.get("verdicts", [])
            if one["faces"] and one["bars"]
        ]
        if not seen.get("faces"):
            return "Passed."
        return f"Not shown, taken for a face by {', '.join(told) or seen.get('detector', 'MTCNN')}."

    @admin.display(description="members", ordering="n")
    def members_count(self, rock: Rock) -> int:
        return rock.n  # type: ignore[attr-defined]
