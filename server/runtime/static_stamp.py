"""Whether the collected static files are still those of this version.

Collecting compresses some megabytes; a second set-up takes seconds because it need not.
"""

import hashlib
from pathlib import Path

from django.contrib.staticfiles.finders import get_finders

STAMP = ".collected"


def fingerprint() -> str:
    """Return a hash of the names, sizes and times of every static file's source."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def is_collected(static_root: Path) -> bool:
    """Say whether `static_root` holds what the sources hold."""
    try:
        return (static_root / STAMP).read_text(encoding="ascii") == fingerprint()
    except FileNotFoundError:
        return False


def mark_collected(static_root: Path) -> None:
    """Remember that `static_root` holds what the sources hold."""
    (static_root / STAMP).write_text(fingerprint(), encoding="ascii")
