"""The studio's jobs, where Celery looks for them."""

from studio.stone_tasks import clear_away_stones, close_stale_stones, look_at_stone

__all__ = ["clear_away_stones", "close_stale_stones", "look_at_stone"]
