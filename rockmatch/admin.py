"""Pairings and selfies in the back room. Vectors are not shown to anybody."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from rockmatch import admin_humans, admin_rocks  # noqa: F401  (they register themselves)
from rockmatch.models import Balance, BespokeRock, Pairing, Receipt, Rockelganger, Selfie
from rockmatch.services import pairings


@admin.register(Pairing)
class PairingAdmin(admin.ModelAdmin):
    list_display = ("name", "rock", "human", "origin", "held_out", "created_at")
    list_filter = ("held_out", "origin", "rock__geology")
    list_select_related = ("rock", "human")
    search_fields = ("name", "rock__name", "human__name")
    autocomplete_fields = ("rock",)
    readonly_fields = ("human", "curator")
    exclude = ("embedding",)
    actions = ("hold_out", "put_back")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a pairing needs an embedding, which nobody types

    def get_queryset(self, request: HttpRequest) -> QuerySet[Pairing]:
        return super().get_queryset(request).defer("embedding", "key", "human__embedding")

    @admin.action(permissions=["change"], description="Hold out: lead nobody to its rock")
    def hold_out(self, request: HttpRequest, chosen: QuerySet[Pairing]) -> None:
        self._hold_out(request, chosen, held_out=True)

    @admin.action(permissions=["change"], description="Put back into the matching")
    def put_back(self, request: HttpRequest, chosen: QuerySet[Pairing]) -> None:
        self._hold_out(request, chosen, held_out=False)

    def _hold_out(self, request: HttpRequest, chosen: QuerySet[Pairing], *, held_out: bool) -> None:
        ids = list(chosen.values_list("pk", flat=True))
        changed = pairings.hold_out(ids, held_out=held_out)
        self.message_user(
            request, f"{changed} changed. Nobody's rock changes; the weights follow tonight."
        )


class ReadOnlyAdmin(admin.ModelAdmin):
    """Things that the site writes and people only look up."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Selfie)
class SelfieAdmin(ReadOnlyAdmin):
    list_display = ("id", "member", "status", "error", "nearness", "kept", "created_at")
    list_filter = ("status", "error", "nearness", "kept", "created_at")
    list_select_related = ("member",)
    search_fields = ("id", "member__username")
    date_hierarchy = "created_at"
    exclude = ("pairings",)


@admin.register(BespokeRock)
class BespokeRockAdmin(ReadOnlyAdmin):
    list_display = ("id", "member", "status", "error", "attempt", "rock", "created_at")
    list_filter = ("status", "error", "created_at")
    list_select_related = ("member", "rock")
    search_fields = ("id", "member__username", "rock__name")
    date_hierarchy = "created_at"


@admin.register(Rockelganger)
class RockelgangerAdmin(ReadOnlyAdmin):
    list_display = ("member", "rock", "way", "since", "until")
    list_filter = ("way", "rock__geology")
    list_select_related = ("member", "rock")
    search_fields = ("member__username", "rock__name")
    exclude = ("distance",)


@admin.register(Receipt)
class ReceiptAdmin(ReadOnlyAdmin):
    list_display = ("member", "subject", "consent_version", "made_at", "destroyed_at")
    list_filter = ("subject", "consent_version")
    list_select_related = ("member",)
    search_fields = ("member__username",)


@admin.register(Balance)
class BalanceAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "pairings", "rocks", "matches", "effective_rocks")
    date_hierarchy = "created_at"
    search_fields = ("created_at",)
