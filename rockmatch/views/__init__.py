from rockmatch.views.museum import choose, museum, rock, rock_card
from rockmatch.views.selfie import selfie, selfie_detail, selfie_events, selfie_state

__all__ = [
    "choose",
    "museum",
    "rock",
    "rock_card",
    "selfie",
    "selfie_detail",
    "selfie_events",
    "selfie_state",
]
