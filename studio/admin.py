"""The studio's tables in the back room."""

from studio import admin_acts, admin_coverage, admin_stones, admin_suggestions  # noqa: F401  (they register themselves)
