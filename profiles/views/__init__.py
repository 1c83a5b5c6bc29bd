from profiles.views.account import account, index
from profiles.views.profile import follow, profile_card
from profiles.views.settings import delete, forget, profile_settings, receipt, rock_settings

__all__ = [
    "account",
    "delete",
    "follow",
    "forget",
    "index",
    "profile_card",
    "profile_settings",
    "receipt",
    "rock_settings",
]
