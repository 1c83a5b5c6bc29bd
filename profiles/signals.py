"""News that members make, for apps above this one. Sent once the transaction is committed."""

from django.dispatch import Signal

__all__ = ["Signal", "follow_asked", "follow_ended", "followed"]

# Each comes with `follower_id` and `followed_id`.
followed = Signal()  # somebody has begun to follow somebody; `was_asked`: who had let them in
follow_asked = Signal()  # somebody asks a locked member
follow_ended = Signal()  # a follow, or the request for one, is over
