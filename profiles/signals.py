"""News that members make, for apps above this one. Sent once the transaction is committed."""

from django.dispatch import Signal

__all__ = ["Signal", "follow_asked", "followed"]

followed = Signal()  # follower_id, followed_id: somebody has begun to follow somebody
follow_asked = Signal()  # follower_id, followed_id: somebody asks a locked member
