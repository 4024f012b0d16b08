"""The embedded broker's file: one SQLite database, readable by its owner alone.

kombu keeps delivered messages, with the moment of delivery, for ever. They are ids only, but the
moments say when people worked, so they are deleted.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from django.conf import settings

WAIT_S = 20


def make_broker_file(path: Path) -> None:
    """Create the file with a write-ahead log, so that readers and writers do not block; keep what
    is there."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    path.chmod(0o600)
    with closing(sqlite3.connect(path, timeout=WAIT_S)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


def forget_delivered() -> int:
    """Delete delivered messages from the embedded broker's file; nothing to do with another broker.

    Returns how many were deleted.
    """
    path: Path | None = settings.BROKER_FILE
    if path is None or not path.exists():
        return 0
    with closing(sqlite3.connect(path, timeout=WAIT_S)) as connection, connection:
        connection.execute("PRAGMA secure_delete=ON")
        if not connection.execute(
            "SELECT 1 FROM sqlite_master WHERE name = 'kombu_message'"
        ).fetchone():
            return 0
        return connection.execute("DELETE FROM kombu_message WHERE visible = 0").rowcount
