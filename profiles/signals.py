"""News that members make, for apps above this one."""

from django.dispatch import Signal

__all__ = ["Signal", "follow_asked", "follow_ended", "followed", "left", "parted"]

# Sent once the transaction is committed, each with `follower_id` and `followed_id`.
followed = Signal()  # somebody has begun to follow somebody; `was_asked`: who had let them in
follow_asked = Signal()  # somebody asks a locked member
follow_ended = Signal()  # a follow, or the request for one, is over

# Sent in the transaction in which it happens.
parted = Signal()  # a block stands between `one_id` and `other_id`
left = Signal()  # `member_id` is hidden everywhere, and may come back
