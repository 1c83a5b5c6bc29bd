"""Numbers in words."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _


def percent(share: float) -> str:
    """A share in words, with as many digits as it needs."""
    digits = 0 if share >= 0.1 or not share else 1 if share >= 0.01 else 2
    return _("%(number)s %%") % {"number": number_format(share * 100, digits)}
