"""Runtime: the processes of an embedded installation, in one command."""

from django.apps import AppConfig


class RuntimeConfig(AppConfig):
    """Holds the command `serve`."""

    name = "server.runtime"
    label = "runtime"
