"""Writes to the register."""

from agreements_ref.services.founding import load_founding_list
from agreements_ref.services.importing import IncomingList, import_list, import_lists
from agreements_ref.services.rebuilding import rebuild
from agreements_ref.services.results import ImportResult

__all__ = [
    "ImportResult",
    "IncomingList",
    "import_list",
    "import_lists",
    "load_founding_list",
    "rebuild",
]
