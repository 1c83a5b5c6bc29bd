"""News of the studio, for apps above this one."""

from django.dispatch import Signal

# Sent with `stone` in the transaction in which a curator hung or declined it; or took that back,
# and it waits again.
stone_decided = Signal()
