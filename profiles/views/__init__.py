from profiles.views.profile import follow
from profiles.views.settings import delete, forget, profile_settings, receipt, rock_settings

__all__ = ["delete", "follow", "forget", "profile_settings", "receipt", "rock_settings"]
