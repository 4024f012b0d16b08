"""Writes to the register."""

from agreements_ref.services.founding import load_founding_list
from agreements_ref.services.importing import IncomingList, import_list, import_lists
from agreements_ref.services.rebuilding import CheckReport, check, rebuild
from agreements_ref.services.results import ImportResult, ImportState
from agreements_ref.services.reviewing import ReviewAnswer, decide_review, undo_review

__all__ = [
    "CheckReport",
    "ImportResult",
    "ImportState",
    "IncomingList",
    "ReviewAnswer",
    "check",
    "decide_review",
    "import_list",
    "import_lists",
    "load_founding_list",
    "rebuild",
    "undo_review",
]
