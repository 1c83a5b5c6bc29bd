"""To what somebody who looks at stones says yes. A change of the words is a new version."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from rockmatch.consent import Consent

VERSION: Final = "2026-11"

LOOK: Final = Consent(
    title=_("Yes, my answers may be used"),
    sentences=(
        _("Your answers and the time that you take are kept under a random number."),
        _("They are tied to no account and no name, and may be published for research."),
        _("You can take them all back here, at any time. The next edition is without them."),
    ),
)
