from rockmatch.views.bespoke import (
    bespoke,
    bespoke_detail,
    bespoke_events,
    bespoke_state,
    discard,
)
from rockmatch.views.booth import (
    booth,
    booth_events,
    booth_leave,
    booth_mail,
    booth_state,
    booth_visit,
    booth_who,
)
from rockmatch.views.museum import choose, museum, rock, rock_card
from rockmatch.views.selfie import selfie, selfie_detail, selfie_events, selfie_state

__all__ = [
    "bespoke",
    "bespoke_detail",
    "bespoke_events",
    "bespoke_state",
    "booth",
    "booth_events",
    "booth_leave",
    "booth_mail",
    "booth_state",
    "booth_visit",
    "booth_who",
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
