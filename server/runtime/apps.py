"""Runtime: the processes of an embedded installation, in one command, and the clock's tidying."""

from django.apps import AppConfig


class RuntimeConfig(AppConfig):
    """Holds the commands `serve` and `set_up`."""

    name = "server.runtime"
    label = "runtime"

    def ready(self) -> None:
        """Make the housekeeping known to the clock."""
        from server.runtime import housekeeping

        housekeeping.register()
