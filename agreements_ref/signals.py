"""What the register tells the apps above it."""

from django.dispatch import Signal

# Sent in the transaction that changed what the register answers: an import, a decision, or a
# decision taken back. `ordered_by` is the id of the person who did it, or None.
register_changed = Signal()
