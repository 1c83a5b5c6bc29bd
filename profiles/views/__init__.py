from profiles.views.account import account, index
from profiles.views.account_export import export, export_file
from profiles.views.account_invite import invitation, invitations, withdraw_invitation
from profiles.views.account_leave import come_back, delete
from profiles.views.account_looks import appearance, language
from profiles.views.profile import follow, profile_card
from profiles.views.settings import forget, profile_settings, receipt, rock_settings

__all__ = [
    "account",
    "appearance",
    "come_back",
    "delete",
    "export",
    "export_file",
    "follow",
    "forget",
    "index",
    "invitation",
    "invitations",
    "language",
    "profile_card",
    "profile_settings",
    "receipt",
    "rock_settings",
    "withdraw_invitation",
]
