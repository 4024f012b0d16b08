"""Typed readers for settings from the environment; a bad value stops the start with its name.

Every reader takes the variable's name. Where `NAME_FILE` is set, the value is the content of that
file instead, so that secrets need not stand in the environment.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off", ""})


def text(name: str, default: str | None = None) -> str:
    """Return the text of `name`, or of the file that `NAME_FILE` names, or the default.

    Raises: ImproperlyConfigured when nothing is set and there is no default, or the file is
    unreadable.
    """
    file_name = os.environ.get(f"{name}_FILE")
    if file_name:
        try:
            return Path(file_name).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(
                f"{name}_FILE: cannot read {file_name}: {error.strerror}"
            ) from error
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set; set it, or {name}_FILE to a file's path")
    return value


def flag(name: str, *, default: bool) -> bool:
    """Return a yes/no setting. Accepts 1/0, true/false, yes/no, on/off."""
    word = text(name, "1" if default else "0").strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(f"{name} is {word!r}; use 1 or 0")


def whole_number(name: str, default: int, *, least: int = 0) -> int:
    """Return a whole number of at least `least`."""
    word = text(name, str(default))
    try:
        number = int(word)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {word!r}; use a whole number") from error
    if number < least:
        raise ImproperlyConfigured(f"{name} is {number}; the least is {least}")
    return number


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list without empty items."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def folder(name: str, default: Path) -> Path:
    """Return an absolute path; the folder need not exist yet."""
    return Path(text(name, str(default))).expanduser().resolve()


def database(name: str, default: str | None = None) -> dict[str, object]:
    """Return Django's database settings for `sqlite:///PATH` or `postgresql://USER:PASS@HOST/DB`."""
    url = text(name, default)
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite_database(Path(unquote(parts.path)))
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgresql_database(parts)
    raise ImproperlyConfigured(
        f"{name}: unknown scheme {parts.scheme!r}; use sqlite:///PATH or postgresql://..."
    )


def sqlite_database(path: Path) -> dict[str, object]:
    """Return settings for one SQLite file: writers queue up instead of failing as locked."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                " PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;"
            ),
        },
    }


def _postgresql_database(parts: SplitResult) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def parse_versioned_keys(name: str, value: str) -> Iterator[tuple[int, bytes]]:
    """Yield (version, 32 bytes) from a comma-separated list of `VERSION:HEX` items.

    name: the setting, for the error. Raises: ImproperlyConfigured for an item of another form.
    """
    for item in filter(None, (part.strip() for part in value.split(","))):
        version, _, digits = item.partition(":")
        try:
            key = bytes.fromhex(digits)
            number = int(version)
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{name}: an item is not VERSION:HEX; write 1: and 64 hexadecimal digits"
            ) from error
        if number < 1 or len(key) != 32:
            raise ImproperlyConfigured(
                f"{name}: version {version}: a key has 32 bytes and a version of 1 or more"
            )
        yield number, key
