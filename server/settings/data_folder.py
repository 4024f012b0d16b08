"""The data folder of an embedded installation: owner-only, with its secrets made at set-up.

Secrets are files of their own, so that a worker can be started without the ones it must not hold.
"""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

SECRET_FILES = {
    "django": "secret.key",
    "field": "field.keys",
    "projection": "projection.key",
}


def make_data_folder(folder: Path) -> None:
    """Create the folder and its secrets, readable by the owner alone; keep what is there."""
    for place in (folder, folder / "keys"):
        place.mkdir(parents=True, exist_ok=True)
        place.chmod(0o700)
    _write_once(folder / "keys" / SECRET_FILES["django"], secrets.token_urlsafe(48))
    _write_once(folder / "keys" / SECRET_FILES["field"], f"1:{secrets.token_hex(32)}")
    _write_once(folder / "keys" / SECRET_FILES["projection"], secrets.token_hex(32))


def read_secret(folder: Path, name: str) -> str:
    """Return one secret of the data folder.

    Raises: ImproperlyConfigured when the folder has not been set up.
    """
    path = folder / "keys" / SECRET_FILES[name]
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"{path}: {error.strerror}; run `make setup` to make the data folder"
        ) from error


def _write_once(path: Path, content: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(content + "\n")
