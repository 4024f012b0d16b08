"""What a person can decide about the lists, and how a question is known again in later lists."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class ReviewKind(StrEnum):
    """What a review item is about."""

    STATE = "state"
    PROGRAM_MODEL = "program-model"
    SIGNED_DATE = "signed-date"
    COUNTY = "county"
    DOUBLE = "double"
    LATE_CORRECTION = "late-correction"
    WAITING_LIST = "waiting-list"
    RENAME = "rename"


class ReviewOutcome(StrEnum):
    """What a person said to a proposal."""

    APPROVED = "approved"
    REFUSED = "refused"


# Remarks that a person can decide, by the kind of question they become.
KIND_OF_REMARK: Mapping[str, ReviewKind] = {
    "no-state": ReviewKind.STATE,
    "unknown-state": ReviewKind.STATE,
    "unknown-model": ReviewKind.PROGRAM_MODEL,
    "date-unreadable": ReviewKind.SIGNED_DATE,
    "date-after-list": ReviewKind.SIGNED_DATE,
    "date-before-law": ReviewKind.SIGNED_DATE,
    "county-unknown": ReviewKind.COUNTY,
    "county-differs": ReviewKind.COUNTY,
    "double": ReviewKind.DOUBLE,
}
# Questions whose approval needs a reading: a day, a state, a program model, a county's code.
NEEDS_READING = frozenset(
    {ReviewKind.STATE, ReviewKind.PROGRAM_MODEL, ReviewKind.SIGNED_DATE, ReviewKind.COUNTY}
)


@dataclass(frozen=True)
class RowDecision:
    """What a person decided about rows. reading: the approved value, "" when it was refused."""

    is_approved: bool
    reading: str


RowDecisions = Mapping[str, RowDecision]


def fingerprint_of(kind: str, about: Sequence[str]) -> str:
    """Return the same text for the same question, whichever list showed it first."""
    return hashlib.sha256("\x1f".join((kind, *about)).encode()).hexdigest()


def question_of(code: str, *, state: str, key: str, program_model: str, detail: str) -> str:
    """Return the fingerprint of the question that a remark asks, or "" when it asks none.

    state, key, program_model: as the row itself says, before any decision. detail: what the cell
    holds; a double is the same question whichever rows it stands in.
    """
    kind = KIND_OF_REMARK.get(code)
    if kind is None:
        return ""
    text = "" if kind is ReviewKind.DOUBLE else detail
    return fingerprint_of(kind, (code, f"{state} {key}", program_model, text))
