"""The studio in the back room."""

from studio import admin_coverage  # noqa: F401  (it registers itself)
