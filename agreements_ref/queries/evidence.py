"""An answer, what it rests on, and how far the lists reach."""

from dataclasses import dataclass
from datetime import date, datetime

from agreements_ref.queries.decision_notes import DecisionNote
from agreements_ref.rules.history import ListsAround, PublishedList

NOT_LISTED = "not_listed"


@dataclass(frozen=True)
class Evidence:
    """One thing a list shows. row: its number in the sheet, None for a list without the row.

    standing: in_effect, uncertain, pending, pending_uncertain or not_listed. role: first_listing,
    last_listing, signed_date, list_before or list_after. signed_on: what that row says. list_id:
    the list in this register.
    """

    program_model: str
    standing: str
    role: str
    kind: str
    file: str
    row: int | None
    list_date: date
    known_from: datetime
    signed_on: date | None = None
    list_id: int = 0

    def to_json(self) -> dict[str, object]:
        """Return the printed form."""
        return {
            "program_model": self.program_model,
            "standing": self.standing,
            "role": self.role,
            "kind": self.kind,
            "file": self.file,
            "row": self.row,
            "list_date": self.list_date.isoformat(),
            "known_from": self.known_from.isoformat(),
            "signed_on": self.signed_on.isoformat() if self.signed_on else None,
        }


@dataclass(frozen=True)
class KindCoverage:
    """The dates of the lists of one kind around a day: on or before it, after it, the newest."""

    before: date | None
    after: date | None
    newest: date | None

    @classmethod
    def of(cls, around: ListsAround) -> "KindCoverage":
        """Return the dates of the lists around a day."""

        def day(one: PublishedList | None) -> date | None:
            return one.list_date if one else None

        return cls(day(around.before), day(around.after), day(around.newest))

    def to_json(self) -> dict[str, str | None]:
        """Return the printed form."""
        return {
            name: value.isoformat() if (value := getattr(self, name)) else None
            for name in ("before", "after", "newest")
        }


@dataclass(frozen=True)
class Coverage:
    """How far the lists known on `known_on` reach for the day `on`.

    has_data is False when no participating list is dated on or before that day and no term covers
    it: "no data for that date", which is not "no agreement found". stale: the date of the newest
    participating list when an open term is asked about more than 90 days after it. decisions: what
    people decided about the names, rows and lists that the answer rests on; they count for every
    day of knowledge, whenever they were made.
    """

    on: date
    known_on: date
    has_data: bool
    stale: date | None
    participating: KindCoverage
    pending: KindCoverage
    decisions: tuple[DecisionNote, ...] = ()

    def to_json(self, *, is_empty: bool) -> dict[str, object]:
        """Return the printed form. is_empty: the lists have the agency in none of the groups."""
        return {
            "on": self.on.isoformat(),
            "known_on": self.known_on.isoformat(),
            "has_data": self.has_data,
            "says": self._says(is_empty=is_empty),
            "stale": self.stale.isoformat() if self.stale else None,
            "participating": self.participating.to_json(),
            "pending": self.pending.to_json(),
            "decisions": [one.to_json() for one in self.decisions],
        }

    def _says(self, *, is_empty: bool) -> str:
        if not self.has_data:
            return "no data for that date"
        if self.stale:
            return f"last list of {self.stale}"
        last = self.participating.before or self.participating.after
        list_words = f"as ICE's list of {last} said"
        return f"no agreement found, {list_words}" if is_empty else list_words


@dataclass(frozen=True)
class InEffectAnswer:
    """What the lists known on K said of an agency on D. Program models are sorted.

    Says nothing about a given officer's training or authority.
    """

    in_effect: tuple[str, ...]
    uncertain: tuple[str, ...]
    pending: tuple[str, ...]
    pending_uncertain: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    coverage: Coverage

    @property
    def has_data(self) -> bool:
        """Whether any list can say anything about that day."""
        return self.coverage.has_data

    @property
    def is_stale(self) -> bool:
        """Whether what is in effect rests on a list more than 90 days older than the day."""
        return self.coverage.stale is not None

    @property
    def list_as_of(self) -> date | None:
        """The date of the participating list that speaks for the day, else of the next one."""
        dates = self.coverage.participating
        return dates.before or dates.after

    def to_json(self) -> dict[str, object]:
        """Return the printed form of `agreements_in_effect --json`."""
        groups = {
            "in_effect": list(self.in_effect),
            "uncertain": list(self.uncertain),
            "pending": list(self.pending),
            "pending_uncertain": list(self.pending_uncertain),
        }
        return {
            **groups,
            "evidence": [one.to_json() for one in self.evidence],
            "coverage": self.coverage.to_json(is_empty=not any(groups.values())),
        }
