"""Outcome codes of rows, and the sentence of each."""

from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """How a data row ended. The three counts of a list add up to its data rows."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_REMARKS = "accepted_with_remarks"
    REJECTED = "rejected"


REJECTING = frozenset({"no-state", "unknown-state", "no-agency", "no-model"})
# Remarks that a person's decision adds beside the one that it answers.
DECIDED = frozenset(
    {"state-decided", "state-set-aside", "model-decided", "date-decided", "county-decided"}
)

SENTENCES: dict[str, str] = {
    "no-state": "The row names no state. It is not counted; correct it at the source.",
    "unknown-state": "No state or territory has this name. The row waits for a person.",
    "no-agency": "The row names no agency. It is not counted.",
    "no-model": "The row names no program model. It is not counted.",
    "state-corrected": "One letter of the state's name is wrong; read as the name next to it.",
    "unknown-model": "No program model has this name. The row is kept and not evaluated.",
    "unknown-type": "The type of agency is none that the lists use; left open.",
    "type-missing": "The type of agency is empty.",
    "date-missing": "No signed date is given; the date is unknown.",
    "date-unreadable": "The signed date is not a date cell; the date is unknown.",
    "date-after-list": "The signed date is later than the list; the date is unknown.",
    "date-before-law": "The signed date is before 30 September 1996; the date is unknown.",
    "county-unknown": "The state has no county of this name; the county is left open.",
    "county-differs": "The county is another one than the agency's name says.",
    "state-decided": "A person decided which state is meant.",
    "state-set-aside": "A person decided that the row counts for no agency.",
    "model-decided": "A person decided which program model is meant.",
    "date-decided": "A person decided which signed date is meant.",
    "county-decided": "A person decided which county is meant.",
    "double": "The list has the same agency and model in an earlier row; they are one agreement.",
    "link-unreadable": "The link is no web address; it is not kept.",
    "link-elsewhere": "The link leads to neither ice.gov nor dhs.gov; it is not kept.",
    "link-not-https": "The link is not https; it is not kept.",
    "link-with-mail-address": "The link carries a mail address; it is not kept.",
}


@dataclass(frozen=True)
class Remark:
    """One thing said about a row. column: what it is about. detail: a text to show beside it.

    question: the fingerprint of what a person can decide, or decided, about it; "" for nothing.
    """

    code: str
    column: str = ""
    detail: str = ""
    question: str = field(default="", compare=False)

    @property
    def sentence(self) -> str:
        """The sentence for this code, in English."""
        return SENTENCES[self.code]
