"""What the page shell shows on every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info

from server.access.viewer import Viewer
from server.web.navigation import links_for

PRODUCT = "Testigo"


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the viewer, the navigation, the session's state and the other languages.

    viewer: `server.access.viewer.Viewer`, or None when nobody is signed in.
    other_languages: those that the page is not written in, each with its own name for itself.
    """
    found = getattr(request, "viewer", None)
    viewer = found if isinstance(found, Viewer) else None
    return {
        "product": PRODUCT,
        "viewer": viewer,
        "navigation": links_for(viewer, request.path),
        "other_languages": [
            get_language_info(code) for code, _name in settings.LANGUAGES if code != get_language()
        ],
    }
