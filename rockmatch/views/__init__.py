from rockmatch.views.museum import choose, museum, rock
from rockmatch.views.selfie import selfie, selfie_detail, selfie_events, selfie_state

__all__ = [
    "choose",
    "museum",
    "rock",
    "selfie",
    "selfie_detail",
    "selfie_events",
    "selfie_state",
]
