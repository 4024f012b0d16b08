"""Where the shell leads: the pages of the apps above, named by path, and who may use them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from server.access.permissions import Permission
from server.access.viewer import Viewer


@dataclass(frozen=True)
class NavigationEntry:
    """One entry of the main navigation."""

    path: str
    label: Any
    permission: Permission


NAVIGATION = (
    NavigationEntry("/capture/", _("New encounter"), Permission.LOG_ENCOUNTER),
    NavigationEntry("/encounters/", _("Encounters"), Permission.READ_ENCOUNTERS),
    NavigationEntry("/cases/", _("Case files"), Permission.READ_CASE_FILES),
    NavigationEntry("/reports/", _("Reports"), Permission.READ_RELEASES),
    NavigationEntry("/agreements/", _("Agreements"), Permission.READ_AGREEMENTS),
)


@dataclass(frozen=True)
class NavigationLink:
    """An entry as one page shows it. current: the value of aria-current, or empty."""

    path: str
    label: Any
    current: str


def links_for(viewer: Viewer | None, path: str) -> Sequence[NavigationLink]:
    """Return the entries that the viewer may use, seen from the page at `path`."""
    if viewer is None:
        return ()
    return tuple(
        NavigationLink(entry.path, entry.label, _current(entry.path, path))
        for entry in NAVIGATION
        if viewer.may(entry.permission)
    )


def _current(entry_path: str, path: str) -> str:
    if path == entry_path:
        return "page"
    return "true" if path.startswith(entry_path) else ""
