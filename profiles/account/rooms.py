"""The rooms of the settings, in the order in which they stand in the navigation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from profiles.account.invitations import are_needed


@dataclass(frozen=True)
class Room:
    """A page of the settings.

    Attributes:
        url_name: Where it is.
        title: Its name in the navigation.
        about: What is in it, for the list of all rooms.
        inner: Names of the pages inside it.
        open_to_visitors: Whether one who is not logged in has it too.
        is_offered: Whether this site has it at all.
    """

    url_name: str
    title: str | Promise
    about: str | Promise
    inner: tuple[str, ...] = ()
    open_to_visitors: bool = False
    is_offered: Callable[[], bool] = lambda: True


ROOMS: Sequence[Room] = (
    Room("settings-profile", _("Profile"), _("Your name and what you tell of yourself")),
    Room("settings-privacy", _("Privacy"), _("Who reads you, and who may mention you")),
    Room("settings-hidden", _("Blocked and muted"), _("Whom you do not want to meet")),
    Room("settings-words", _("Words"), _("What you do not want to read")),
    Room(
        "settings-reports",
        _("Reports"),
        _("What you reported, and what was decided about you"),
    ),
    Room("settings-notifications", _("Notifications"), _("Of what you hear, here and by mail")),
    Room("settings-rock", _("My rock"), _("Who you are, who you were, a new selfie")),
    Room("settings-photos", _("Me in photos"), _("Who says that you are in one, and your answer")),
    Room("settings-offer", _("Offer yourself"), _("Lend your face to the museum, or take it back")),
    Room("settings-receipt", _("My face"), _("What was computed of you, and when it ended")),
    Room(
        "settings-account",
        _("Account"),
        _("E-mail, password, your data, leaving"),
        inner=(
            "account_email",
            "account_change_password",
            "account_set_password",
            "settings-delete",
            "settings-export",
        ),
    ),
    Room(
        "mfa_index",
        _("Security"),
        _("Two-factor, passkeys, where you are logged in"),
        inner=(
            "mfa_activate_totp",
            "mfa_deactivate_totp",
            "mfa_view_recovery_codes",
            "mfa_generate_recovery_codes",
            "mfa_list_webauthn",
            "mfa_add_webauthn",
            "mfa_edit_webauthn",
            "mfa_remove_webauthn",
            "usersessions_list",
        ),
    ),
    Room(
        "settings-appearance",
        _("Appearance"),
        _("Light or dark, moving or still"),
        open_to_visitors=True,
    ),
    Room(
        "settings-language",
        _("Language and time"),
        _("In which words, and on which clock"),
        open_to_visitors=True,
    ),
    Room(
        "settings-invitations",
        _("Invitations"),
        _("Links by which others may come in"),
        is_offered=are_needed,
    ),
)


def rooms_of(*, is_member: bool) -> list[Room]:
    """The rooms that a member has, or those that a visitor has."""
    return [room for room in ROOMS if room.is_offered() and (is_member or room.open_to_visitors)]
