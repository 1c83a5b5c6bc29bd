"""What is done by the clock: the schedule of Celery beat. Times are UTC."""

from typing import Any, Final

from celery.schedules import crontab

SCHEDULE: Final[dict[str, dict[str, Any]]] = {
    "close-stale-selfies": {"task": "rockmatch.close_stale_selfies", "schedule": 60.0},
    "close-stale-bespoke-rocks": {
        "task": "rockmatch.close_stale_bespoke_rocks",
        "schedule": 60.0,
    },
    "clear-away-bespoke-rocks": {
        "task": "rockmatch.clear_away_bespoke_rocks",
        "schedule": 3600.0,
    },
    "close-stale-humans": {"task": "studio.close_stale_humans", "schedule": 60.0},
    "clear-away-humans": {"task": "studio.clear_away_humans", "schedule": 3600.0},
    "close-stale-photos": {"task": "feed.close_stale_photos", "schedule": 60.0},
    "clear-away-photos": {"task": "feed.clear_away_photos", "schedule": 3600.0},
    "close-stale-stones": {"task": "studio.close_stale_stones", "schedule": 60.0},
    "clear-away-stones": {"task": "studio.clear_away_stones", "schedule": 3600.0},
    "forget-expired-face-vectors": {
        "task": "rockmatch.forget_expired_face_vectors",
        "schedule": 3600.0,
    },
    "end-suspensions": {"task": "feed.end_suspensions", "schedule": 300.0},
    "forget-evidence": {
        "task": "feed.forget_evidence",
        "schedule": crontab(hour="3", minute="20"),
    },
    "sweep-exports": {"task": "profiles.sweep_exports", "schedule": 3600.0},
    "delete-departed": {"task": "profiles.delete_departed", "schedule": 3600.0},
    "send-digests": {"task": "feed.send_digests", "schedule": crontab(minute="5")},
    "clear-notifications": {
        "task": "feed.clear_notifications",
        "schedule": crontab(hour="4", minute="20"),
    },
    "clear-sessions": {
        "task": "profiles.clear_sessions",
        "schedule": crontab(hour="3", minute="10"),
    },
    "balance-pairings": {
        "task": "rockmatch.balance_pairings",
        "schedule": crontab(hour="3", minute="40"),
    },
    "keep-the-lab-up": {"task": "lab.keep_up", "schedule": crontab(minute="35")},
    "rank-curators-rocks": {
        "task": "lab.rank_curators_rocks",
        "schedule": crontab(minute="25"),
    },
    "measure-coverage": {
        "task": "studio.measure_coverage",
        "schedule": crontab(hour="3", minute="50"),
    },
}
