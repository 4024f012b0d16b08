"""Readers of the files that agency lists come in. They decide nothing and store nothing."""

import hashlib
from dataclasses import dataclass

from agreements_ref.importers.faults import ListFault
from agreements_ref.importers.spreadsheet import read_spreadsheet
from agreements_ref.importers.table import read_table
from agreements_ref.rules.cells import Sheet

# Part of every stored list: which reading of the bytes made its rows.
IMPORTER_VERSION = 1
MOST_BYTES = 16 * 1024 * 1024
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

__all__ = ["IMPORTER_VERSION", "MOST_BYTES", "ListFault", "ReadFile", "read_file"]


@dataclass(frozen=True)
class ReadFile:
    """A file's content as rows, with the identity of its bytes (SHA-256, hexadecimal)."""

    sha256: str
    byte_count: int
    sheet: Sheet


def read_file(content: bytes) -> ReadFile:
    """Read a list: a spreadsheet (.xlsx) or a table of text (.csv), told apart by the bytes.

    Raises: ListFault, which names the sheet, row or column, and the remedy by its code.
    """
    if len(content) > MOST_BYTES:
        raise ListFault("too-large", limit=f"{MOST_BYTES // 1024 // 1024} MB")
    if not content.strip():
        raise ListFault("empty")
    if content.startswith(_OLE):
        raise ListFault("encrypted-or-old")
    sheet = read_spreadsheet(content) if content.startswith(_ZIP) else read_table(content)
    return ReadFile(hashlib.sha256(content).hexdigest(), len(content), sheet)
