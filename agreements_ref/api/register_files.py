"""The register as a file, piece by piece: CSV for spreadsheets, JSON with the lists behind it.

Every CSV row carries its own provenance, so that no heading stands between a program and the
table. Texts are kept from being run as formulas (`rules.csv_cells`).
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence

from agreements_ref.api.register_serializers import RegisterRowSerializer, SourceListSerializer
from agreements_ref.queries.register_rows import (
    RegisterFilter,
    RegisterRow,
    SourceList,
    SourceRow,
)
from agreements_ref.rules.csv_cells import safe_cell

_SOURCE = ("file", "sha256", "list_date", "known_from", "row")
_LISTINGS = ("first_listing", "last_listing", "signed_listing")
CSV_COLUMNS = (
    "state",
    "agency",
    "agency_id",
    "level",
    "county_fips",
    "program_model",
    "status",
    "signed_on",
    "first_day",
    "last_day",
    "is_open",
    "known_on",
    *(f"{listing}_{name}" for listing in _LISTINGS for name in _SOURCE),
)


def csv_pieces(rows: Iterable[RegisterRow], wanted: RegisterFilter) -> Iterator[bytes]:
    """Yield the table in UTF-8 with a signature; lines end with CR LF (RFC 4180)."""
    yield "\ufeff".encode() + _line(CSV_COLUMNS)
    for row in rows:
        card = row.agency
        cells: list[object] = [
            card.state,
            card.name,
            card.id,
            card.level,
            card.county_fips,
            row.program_model,
            row.status,
            row.signed_on,
            row.first_day,
            row.last_day,
            "yes" if row.is_open else "no",
            wanted.known_on,
        ]
        for listing in (row.first_listing, row.last_listing, row.signed_listing):
            cells += _source_cells(listing)
        yield _line(["" if cell is None else str(cell) for cell in cells])


def json_pieces(
    rows: Iterable[RegisterRow], wanted: RegisterFilter, lists: Sequence[SourceList]
) -> Iterator[bytes]:
    """Yield one object: known_on, on, lists, agreements. A row stands on a line of its own."""
    head = {
        "known_on": wanted.known_on.isoformat(),
        "on": wanted.on.isoformat() if wanted.on else None,
        "lists": SourceListSerializer(lists, many=True).data,
    }
    yield _text(head)[:-1] + b', "agreements": ['
    before = b"\n"
    for row in rows:
        yield before + _text(RegisterRowSerializer(row).data)
        before = b",\n"
    yield b"\n]}\n"


def _source_cells(source: SourceRow | None) -> list[object]:
    if source is None:
        return [None] * len(_SOURCE)
    one = source.list
    return [one.file, one.sha256, one.list_date, one.known_from.isoformat(), source.row]


def _line(cells: Iterable[str]) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([safe_cell(cell) for cell in cells])
    return written.getvalue().encode()


def _text(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, default=str).encode()
