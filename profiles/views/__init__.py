from profiles.views.account import account, index
from profiles.views.account_looks import appearance, language
from profiles.views.profile import follow, profile_card
from profiles.views.settings import delete, forget, profile_settings, receipt, rock_settings

__all__ = [
    "account",
    "appearance",
    "delete",
    "follow",
    "forget",
    "index",
    "language",
    "profile_card",
    "profile_settings",
    "receipt",
    "rock_settings",
]
