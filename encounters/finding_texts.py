"""Texts of the findings in the language of the page, by rule and by counter-indication.

The English originals stand in `rules/authority.py`; a test holds the two together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from encounters.rules.authority import Doubt


@dataclass(frozen=True)
class FindingText:
    """title, does_not_mean, and for each counter-indication its words."""

    title: Any
    does_not_mean: Any
    against: Mapping[str, Any]


FINDING_TEXTS: Final[Mapping[str, FindingText]] = {
    "status-question-without-task-force": FindingText(
        title=_("Immigration questions in the field by an agency without a task force agreement"),
        does_not_mean=_("that asking is forbidden, or that an answer was compelled"),
        against={
            "voluntary-talk": _("voluntary talk"),
            "state-law-question": _("question needed for a state-law matter (licence, identity)"),
            "federal-officer-asked": _("federal officer asked"),
            "status-check-in-lawful-stop": _("status check during a lawful stop"),
        },
    ),
}

DOUBTS: Final[Mapping[Doubt, Any]] = {
    Doubt.FREE_TO_LEAVE_UNKNOWN: _("whether the person was free to leave is not on record"),
    Doubt.AGREEMENT_UNCERTAIN: _("whether an agreement was in effect that day is uncertain"),
    Doubt.LIST_STALE: _("the newest list is more than 90 days older than the encounter"),
    Doubt.TEMPLATE_UNKNOWN: _("the text of the agreement is not on file"),
}
