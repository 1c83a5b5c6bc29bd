"""The studio in the back room."""

from studio import admin_stones  # noqa: F401  (it registers itself)
