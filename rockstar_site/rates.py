"""How often one member, or one address, may do something; pages and the API count together."""

from typing import Final

RATES: Final = {
    "token": "20/minute",
    "posts": "60/minute",
    "search": "60/minute",
    "relations": "120/minute",
    "acts": "120/minute",
    "photos": "120/minute",
    "reports": "20/hour",
    "offers": "20/hour",
    "suggestions": "60/hour",
    "raters": "60/hour",
    "answers": "150/minute",
    "withdrawals": "20/hour",
    "paintings": "12/hour",
}
