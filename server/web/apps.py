"""The page shell and the design system that every page grows on."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Holds base templates, styles, scripts, and the public pages."""

    name = "server.web"
    label = "web"

    def ready(self) -> None:
        """Connect the note that a session ended to the headers of that answer."""
        from server.web import headers  # noqa: F401  registering is the effect
