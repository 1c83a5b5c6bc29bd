"""The studio's tables in the back room."""

from studio import admin_suggestions  # noqa: F401  (it registers itself)
