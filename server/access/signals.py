"""What the access layer tells the layers above it."""

from django.dispatch import Signal

# Arguments: viewer, permission. Sent when a role does not include what was asked for.
access_refused = Signal()

# Arguments: container, user_id, codenames, by (a Viewer, or None when the container is new). Sent
# inside the granting transaction: what a receiver raises undoes the grant.
access_granted = Signal()
