"""News that rockmatch sends to whoever lives above it."""

from django.dispatch import Signal

# Sent with `member_id` and `rock`, in the transaction that made `rock` the member's Rockelganger.
rockelganger_changed = Signal()
# Sent with `rock`, in the transaction that gave it a mask, so that it can stand in photos.
rock_cut_out = Signal()
