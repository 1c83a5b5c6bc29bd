"""News that the studio makes, for apps above it."""

from django.dispatch import Signal

# Sent in the transaction in which it happens, with `member_ids` (whose they are), `rock` (the one
# that the pairing is about), `pairing` (or None) and `state`, a `Suggestion.State`: open again
# where a curator has taken it back.
suggestions_decided = Signal()
# Sent with `stone` in the transaction in which a curator hung or declined it; or took that back,
# and it waits again.
stone_decided = Signal()
