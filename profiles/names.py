"""What a member may be called: a username stands in URLs and mentions, so it is plain."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

RESERVED = frozenset(
    {
        *("about", "account", "accounts", "admin", "administrator", "api", "curate", "curator"),
        *("explore", "feed", "help", "home", "jury", "lab", "login", "logout", "mod"),
        *("moderator", "museum", "notifications", "official", "post", "posts", "privacy"),
        *("rock", "rocks", "rockstar", "root", "search", "security", "selfie", "settings"),
        *("signup", "staff", "support", "system"),
    }
)

is_plain = RegexValidator(
    r"\A[a-z0-9](?:[a-z0-9_]{1,28})[a-z0-9]\Z",
    _("Use 3 to 30 letters from a to z, digits and underscores inside."),
    code="invalid_username",
)


def is_free_to_take(name: str) -> None:
    """Refuse names that could be taken for the house itself.

    Raises:
        ValidationError: The name is reserved.
    """
    if name.replace("_", "") in RESERVED:
        raise ValidationError(_("That name is reserved. Choose another one."), code="reserved")
