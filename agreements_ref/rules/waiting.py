"""Which lists wait for a person before they count."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agreements_ref.rules.columns import Columns, ListKind

# More than so many per cent fewer rows than the list before.
SHRINKING_PER_CENT = 5


@dataclass(frozen=True)
class Reason:
    """Why a list waits. code: column-missing, column-unknown, column-doubled or list-shrunk."""

    code: str
    detail: str

    @property
    def sentence(self) -> str:
        """The reason, in English, with what it is about."""
        return {
            "column-missing": f"the required column {self.detail} is missing",
            "column-unknown": f"nobody knows the column {self.detail}",
            "column-doubled": f"the column {self.detail} stands there twice",
            "list-shrunk": f"it shrank by more than 5 per cent: {self.detail} rows",
        }[self.code]

    def as_json(self) -> dict[str, str]:
        """Return the stored form."""
        return {"code": self.code, "detail": self.detail}


@dataclass(frozen=True)
class Candidate:
    """A list as far as this question goes. accepted: a person said that it counts."""

    id: int
    kind: ListKind
    data_rows: int
    columns: Columns
    accepted: bool


def reasons_of_columns(columns: Columns, kind: ListKind) -> list[Reason]:
    """Return what a person must look at in the header."""
    return [
        *(Reason("column-missing", column.value) for column in columns.missing(kind)),
        *(Reason("column-unknown", name) for name in columns.unknown),
        *(Reason("column-doubled", name) for name in columns.doubled),
    ]


def reasons_to_wait(candidates: Sequence[Candidate]) -> Mapping[int, list[Reason]]:
    """Return for each list why it waits; nothing for those that count.

    candidates: all lists, in their order. A participating list is compared with the last one
    before it that counts, so that the answer is the same in whatever order they were imported.
    Source: registry rules, 2.5.
    """
    waiting: dict[int, list[Reason]] = {}
    before: int | None = None
    for one in candidates:
        reasons = [] if one.accepted else reasons_of_columns(one.columns, one.kind)
        is_compared = one.kind is ListKind.PARTICIPATING
        if is_compared and not one.accepted and before is not None:
            reasons.extend(_shrinking(before, one.data_rows))
        waiting[one.id] = reasons
        if is_compared and not reasons:
            before = one.data_rows
    return waiting


def _shrinking(before: int, rows: int) -> Iterable[Reason]:
    if (before - rows) * 100 > SHRINKING_PER_CENT * before:
        yield Reason("list-shrunk", f"{before} to {rows}")
