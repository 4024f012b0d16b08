"""What an import did, list by list."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from agreements_ref.models import ListSnapshot
from agreements_ref.rules.history import PublishedList
from agreements_ref.rules.remarks import Outcome
from agreements_ref.rules.rows import RowReading
from agreements_ref.rules.waiting import Reason


class ImportState(StrEnum):
    """imported: new and counts. known: the same bytes again. waiting: stored, a person decides."""

    IMPORTED = "imported"
    KNOWN = "known"
    WAITING = "waiting"


@dataclass(frozen=True)
class RowRemarkLine:
    """One remark as it is printed."""

    row: int
    code: str
    sentence: str
    detail: str


@dataclass(frozen=True)
class Entry:
    """One agreement of a list: postal code, name as written, program model."""

    state: str
    agency: str
    program_model: str


@dataclass(frozen=True)
class Comparison:
    """What a list changes against the one before it. changed: another readable signed date."""

    file_name: str
    added: tuple[Entry, ...]
    gone: tuple[Entry, ...]
    changed: tuple[Entry, ...]


@dataclass(frozen=True)
class Proposal:
    """A question that a list leaves open. reading: what is proposed, or ""."""

    kind: str
    detail: str
    reading: str

    def __str__(self) -> str:
        """Return the line that a command prints."""
        question = f" (read as {self.reading}?)" if self.reading else ""
        return f"{self.kind}: {self.detail}{question}"


@dataclass
class ImportResult:
    """What became of one file. outcomes: (row number, how it ended), for each data row."""

    file_name: str
    kind: str
    sha256: str
    state: ImportState
    list_date: date
    known_from: datetime
    counts: dict[str, int]
    remarks: tuple[RowRemarkLine, ...]
    waits_for: tuple[Reason, ...] = ()
    compared: Comparison | None = None
    proposals: list[Proposal] = field(default_factory=list)
    outcomes: tuple[tuple[int, str], ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return the printed form."""
        return {
            "file": self.file_name,
            "kind": self.kind,
            "sha256": self.sha256,
            "state": self.state.value,
            "list_date": self.list_date.isoformat(),
            "known_from": self.known_from.isoformat(),
            "rows": self.counts,
            "remarks": [vars(line) for line in self.remarks],
            "waits_for": [reason.as_json() for reason in self.waits_for],
            "compared_with": self.compared.file_name if self.compared else None,
            **{
                name: [vars(entry) for entry in getattr(self.compared, name)]
                if self.compared
                else []
                for name in ("added", "gone", "changed")
            },
            "proposals": [str(proposal) for proposal in self.proposals],
        }


def remark_lines(readings: list[RowReading]) -> tuple[RowRemarkLine, ...]:
    """Return every remark of a list, by row."""
    return tuple(
        RowRemarkLine(reading.row.number, remark.code, remark.sentence, remark.detail)
        for reading in readings
        for remark in reading.remarks
    )


def row_counts(snapshot: ListSnapshot) -> dict[str, int]:
    """Return the rows of a list and how they ended."""
    return {
        "data_rows": snapshot.data_rows,
        **{outcome.value: getattr(snapshot, outcome.value) for outcome in Outcome},
    }


def compare(
    before: PublishedList,
    earlier: dict[Entry, date | None],
    later: dict[Entry, date | None],
    written: dict[Entry, Entry],
) -> Comparison:
    """Compare two lists of agreements (by state, key, model; with the readable signed date).

    written: the entry as it is shown, for each entry by key.
    """

    def shown(entries: set[Entry]) -> tuple[Entry, ...]:
        found = (written[entry] for entry in entries)
        return tuple(sorted(found, key=lambda e: (e.state, e.agency, e.program_model)))

    same = earlier.keys() & later.keys()
    return Comparison(
        before.file_name,
        shown(later.keys() - earlier.keys()),
        shown(earlier.keys() - later.keys()),
        shown({entry for entry in same if earlier[entry] != later[entry]}),
    )
