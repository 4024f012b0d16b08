"""Columns by name: which a list must have, which are known, and what kind of list it is."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class ListKind(StrEnum):
    """Signed agreements, or requests not yet signed."""

    PARTICIPATING = "participating"
    PENDING = "pending"


class Column(StrEnum):
    """What a column holds, whatever the list calls it."""

    STATE = "state"
    AGENCY = "agency"
    AGENCY_TYPE = "agency_type"
    COUNTY = "county"
    PROGRAM_MODEL = "program_model"
    SIGNED = "signed"
    DOCUMENT = "document"
    ADDENDUM = "addendum"
    DOCUMENT_LISTED = "document_listed"


_SHEET_NAMES = {
    "state": Column.STATE,
    "law enforcement agency": Column.AGENCY,
    "type": Column.AGENCY_TYPE,
    "county": Column.COUNTY,
    "support type": Column.PROGRAM_MODEL,
    "signed": Column.SIGNED,
    "moa": Column.DOCUMENT,
    "addendum": Column.ADDENDUM,
}
# The table of May 2019 as the project transcribed it has names of its own.
_TABLE_NAMES = {
    "state": Column.STATE,
    "agency": Column.AGENCY,
    "support_type": Column.PROGRAM_MODEL,
    "signed": Column.SIGNED,
    "moa_listed": Column.DOCUMENT_LISTED,
}
_REQUIRED = (Column.STATE, Column.AGENCY, Column.PROGRAM_MODEL)
_ONLY_SIGNED_LISTS = frozenset({Column.SIGNED, Column.DOCUMENT, Column.ADDENDUM})


@dataclass(frozen=True)
class Columns:
    """Where each known column is, and which names stood in the header that nobody knows."""

    letters: dict[Column, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()

    @property
    def is_list(self) -> bool:
        """Whether the header is that of an agency list at all."""
        return Column.AGENCY in self.letters or (
            Column.STATE in self.letters and Column.PROGRAM_MODEL in self.letters
        )

    def missing(self, kind: ListKind) -> tuple[Column, ...]:
        """Return the required columns that are not there."""
        needed = (*_REQUIRED, Column.SIGNED) if kind is ListKind.PARTICIPATING else _REQUIRED
        return tuple(column for column in needed if column not in self.letters)


def read_columns(header: Iterable[tuple[str, str]], *, is_table: bool) -> Columns:
    """Find the columns by name, without regard to case, blanks and order.

    header: (letters, name as written). Of two columns with one name the first counts.
    """
    names = _TABLE_NAMES | _SHEET_NAMES if is_table else _SHEET_NAMES
    letters: dict[Column, str] = {}
    unknown, doubled = [], []
    for letter, written in header:
        name = " ".join(unicodedata.normalize("NFKC", written).split())
        if not name:
            continue
        column = names.get(name.casefold())
        if column is None:
            unknown.append(name)
        elif column in letters:
            doubled.append(name)
        else:
            letters[column] = letter
    return Columns(letters, tuple(unknown), tuple(doubled))


def recognise_kind(columns: Columns, file_name: str) -> ListKind | None:
    """Say which kind a list is by its header, else by the word in its name; None when in doubt."""
    in_name = {kind for kind in ListKind if kind.value in file_name.casefold()}
    if _ONLY_SIGNED_LISTS & set(columns.letters):
        return None if in_name == {ListKind.PENDING} else ListKind.PARTICIPATING
    if len(in_name) == 1:
        return in_name.pop()
    return ListKind.PENDING if not in_name and not columns.missing(ListKind.PENDING) else None
