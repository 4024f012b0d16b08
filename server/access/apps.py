"""Access: containers, permissions, scoped managers, and the checks that none is forgotten."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    """Registers the start-up checks."""

    name = "server.access"
    label = "access"

    def ready(self) -> None:
        """Connect the checks; forget permission ids whenever migrations may have made them."""
        from server.access import checks  # noqa: F401  registering is the effect
        from server.access.grants import permission_id

        post_migrate.connect(
            lambda **kwargs: permission_id.cache_clear(), weak=False, dispatch_uid="access.ids"
        )
