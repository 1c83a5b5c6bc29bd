from rockmatch.views.bespoke import (
    bespoke,
    bespoke_detail,
    bespoke_events,
    bespoke_state,
    discard,
)
from rockmatch.views.museum import choose, museum, rock, rock_card
from rockmatch.views.selfie import selfie, selfie_detail, selfie_events, selfie_state

__all__ = [
    "bespoke",
    "bespoke_detail",
    "bespoke_events",
    "bespoke_state",
    "choose",
    "discard",
    "museum",
    "rock",
    "rock_card",
    "selfie",
    "selfie_detail",
    "selfie_events",
    "selfie_state",
]
