"""Styles and scripts with their integrity hashes (threat T6): a changed file does not run."""

import base64
import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html
from django.utils.safestring import SafeString


@lru_cache(maxsize=256)
def asset(name: str) -> tuple[str, str]:
    """Return (address, integrity) of a static file by its plain name.

    Raises: FileNotFoundError when there is no such file.
    """
    address = staticfiles_storage.url(name)
    stored_name = getattr(staticfiles_storage, "stored_name", None)
    if stored_name is None:
        found = finders.find(name)
        if found is None:
            raise FileNotFoundError(name)
        content = Path(found).read_bytes()
    else:
        with staticfiles_storage.open(stored_name(name)) as file:
            content = file.read()
    digest = base64.b64encode(hashlib.sha384(content).digest()).decode("ascii")
    return address, f"sha384-{digest}"


def style_tag(name: str, media: str = "all") -> SafeString:
    """Return the link to a style sheet."""
    address, integrity = asset(name)
    return format_html(
        '<link rel="stylesheet" href="{}" integrity="{}" media="{}">', address, integrity, media
    )


def module_tag(name: str) -> SafeString:
    """Return the script element of an ES module. Modules import nothing: a hash covers one file."""
    address, integrity = asset(name)
    return format_html(
        '<script type="module" src="{}" integrity="{}"></script>', address, integrity
    )


def script_tag(name: str) -> SafeString:
    """Return the script element of a library that is no module; it runs in document order."""
    address, integrity = asset(name)
    return format_html('<script defer src="{}" integrity="{}"></script>', address, integrity)
