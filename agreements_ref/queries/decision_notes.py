"""What people decided, beside the rows, lists and agencies that it is about.

A decision counts for every day of knowledge; an answer that rests on one says when it was made.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from agreements_ref.models import (
    AgencyLink,
    ListSnapshot,
    Observation,
    ReviewDecision,
    RowRemark,
)
from agreements_ref.rules.dates import list_date_in_name
from agreements_ref.rules.questions import ReviewKind, ReviewOutcome

LIST_DATE = "list-date"


@dataclass(frozen=True)
class DecisionNote:
    """A standing decision that an answer rests on. decided_by: a user name, "" by command.

    kind: as of the review item, or `list-date` for a date that somebody stated at the import.
    reading: what was decided: a day, a state, a model, the models of a link.
    """

    kind: str
    reading: str
    reason: str
    decided_at: datetime
    decided_by: str = ""

    def to_json(self) -> dict[str, str]:
        """Return the printed form."""
        return {
            "kind": self.kind,
            "reading": self.reading,
            "reason": self.reason,
            "decided_at": self.decided_at.isoformat(),
            "decided_by": self.decided_by,
        }


@dataclass
class DecisionNotes:
    """All standing decisions, by what they are about. rows: (list id, row number)."""

    of_rows: dict[tuple[int, int], list[DecisionNote]] = field(default_factory=dict)
    of_lists: dict[int, list[DecisionNote]] = field(default_factory=dict)
    of_links: dict[tuple[UUID, str], list[DecisionNote]] = field(default_factory=dict)

    def about(
        self,
        *,
        links: Iterable[tuple[UUID, str]],
        rows: Iterable[tuple[int, int]],
        lists: Iterable[int],
    ) -> tuple[DecisionNote, ...]:
        """Return each decision about any of these once, the oldest first."""
        found = {
            note: None
            for notes in (
                *(self.of_links.get(link, ()) for link in links),
                *(self.of_rows.get(row, ()) for row in rows),
                *(self.of_lists.get(one, ()) for one in lists),
            )
            for note in notes
        }
        return tuple(sorted(found, key=lambda note: (note.decided_at, note.kind, note.reading)))


def load_notes() -> DecisionNotes:
    """Read all standing decisions that can change an answer."""
    standing = ReviewDecision.objects.filter(undone_at=None).select_related("decided_by")
    notes = {one.fingerprint: _note(one) for one in standing}
    return DecisionNotes(_of_rows(notes), _of_lists(standing), _of_links(notes) if notes else {})


def _note(decision: ReviewDecision) -> DecisionNote:
    return DecisionNote(
        decision.kind,
        decision.reading,
        decision.reason,
        decision.decided_at,
        decision.decided_by.username,
    )


def _of_rows(notes: dict[str, DecisionNote]) -> dict[tuple[int, int], list[DecisionNote]]:
    found: dict[tuple[int, int], list[DecisionNote]] = defaultdict(list)
    for question, list_id, number in RowRemark.objects.filter(question__in=notes).values_list(
        "question", "row__snapshot_id", "row__row_number"
    ):
        found[list_id, number].append(notes[question])
    return dict(found)


def _of_lists(standing: Iterable[ReviewDecision]) -> dict[int, list[DecisionNote]]:
    """Return who let a list count, and who stated a list date, by list."""
    found: dict[int, list[DecisionNote]] = defaultdict(list)
    for one in standing:
        if one.kind == ReviewKind.WAITING_LIST.value:
            found[one.question["snapshot_id"]].append(_note(one))
    accepted = ListSnapshot.objects.filter(waits_for=[]).exclude(accepted_at=None)
    for list_id, reason, accepted_at in accepted.values_list(
        "id", "accepted_reason", "accepted_at"
    ):
        if accepted_at is not None:
            note = DecisionNote(ReviewKind.WAITING_LIST.value, "", reason, accepted_at)
            found[list_id].append(note)
    stated = Observation.objects.exclude(stated_list_date=None).select_related("snapshot")
    for sighting in stated:
        is_the_one_that_counts = (
            sighting.stated_list_date == sighting.snapshot.list_date
            and sighting.stated_list_date != list_date_in_name(sighting.file_name)
            and sighting.seen_at == sighting.snapshot.known_from
        )
        if is_the_one_that_counts:
            day = sighting.snapshot.list_date.isoformat()
            note = DecisionNote(LIST_DATE, day, "", sighting.recorded_at)
            found[sighting.snapshot_id].append(note)
    return dict(found)


def _of_links(notes: dict[str, DecisionNote]) -> dict[tuple[UUID, str], list[DecisionNote]]:
    found: dict[tuple[UUID, str], list[DecisionNote]] = defaultdict(list)
    links = AgencyLink.objects.filter(
        decision__undone_at=None, decision__outcome=ReviewOutcome.APPROVED.value
    ).select_related("decision")
    for link in links:
        for model in link.program_models:
            for agency_id in (link.old_id, link.new_id):
                found[agency_id, model].append(notes[link.decision.fingerprint])
    return dict(found)
