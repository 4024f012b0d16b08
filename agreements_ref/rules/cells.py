"""A cell of a published list as it is kept: text, type, and where its link leads."""

from dataclasses import dataclass
from datetime import date
from typing import Any

TEXT, NUMBER, DATE, ERROR, FORMULA, TRUTH = "s", "n", "d", "e", "f", "b"


@dataclass(frozen=True)
class Cell:
    """column: letters of the sheet, or the position in a CSV from A. kind: as in spreadsheets.

    text: a date is YYYY-MM-DD. link: the cleaned target of the hyperlink, if it may be kept.
    link_fault, link_where: why a link that was there is not kept, and its host.
    """

    column: str
    text: str
    kind: str = TEXT
    link: str = ""
    link_fault: str = ""
    link_where: str = ""

    def as_json(self) -> dict[str, str]:
        """Return the stored form, without what is empty or ordinary."""
        stored = {"column": self.column, "text": self.text}
        if self.kind != TEXT:
            stored["kind"] = self.kind
        for name in ("link", "link_fault", "link_where"):
            if value := getattr(self, name):
                stored[name] = value
        return stored

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Cell":
        """Return the cell that `as_json` described."""
        return cls(**stored)

    @property
    def date(self) -> date | None:
        """The day of a date cell, None for every other type."""
        return date.fromisoformat(self.text) if self.kind == DATE else None


@dataclass(frozen=True)
class SheetRow:
    """One row: number as the spreadsheet shows it (CSV: line, the header is 1); filter state."""

    number: int
    hidden: bool
    cells: tuple[Cell, ...]

    @property
    def has_text(self) -> bool:
        """Whether any cell holds text after trimming: what makes it a data row."""
        return any(cell.text.strip() for cell in self.cells)


@dataclass(frozen=True)
class Sheet:
    """What a reader returns. header: (column, name as written). is_table: CSV, no spreadsheet."""

    header: tuple[tuple[str, str], ...]
    rows: tuple[SheetRow, ...]
    is_table: bool = False
