"""The studio's tables in the back room."""

from studio import admin_acts  # noqa: F401  (it registers itself)
