"""`manage.py compile_translations`: make the .mo files without gettext's tools."""

import json
import tempfile
from argparse import ArgumentParser
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Compiles every catalogue under LOCALE_PATHS. Unchanged ones are left alone."""

    help = "Compile the translations (.po to .mo); refuses a translation that loses a placeholder."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument("--json", action="store_true", help="answer as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile, and say how many messages each catalogue holds."""
        counts = {
            str(path.relative_to(settings.ROOT)): compile_catalogue(path) for path in catalogues()
        }
        if options["json"]:
            self.stdout.write(json.dumps({"compiled": counts}))
        else:
            for name, count in counts.items():
                self.stdout.write(f"{name}: {count} messages")


def catalogues() -> list[Path]:
    """Return the .po files of the installation."""
    return sorted(
        path for folder in settings.LOCALE_PATHS for path in Path(folder).glob("*/LC_MESSAGES/*.po")
    )


def compile_catalogue(path: Path) -> int:
    """Write the .mo beside a .po and return how many messages are translated in it.

    Raises: CommandError naming file, line and fault; nothing is written then.
    """
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.parent.parent.name, abort_invalid=True)
    except PoFileError as error:
        raise CommandError(f"{path.name} line {error.lineno}: {error}. Mend the line.") from error
    faults = [
        f"{path.name} line {message.lineno}: {fault}"
        for message, found in catalogue.check()
        if not message.fuzzy  # a guess of the collector; it is not compiled either
        for fault in found
    ]
    if faults:
        raise CommandError("\n".join(faults) + "\nGive the translation the same placeholders.")
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    _write_whole(path.with_suffix(".mo"), compiled.getvalue())
    return sum(1 for message in catalogue if message.id and message.string and not message.fuzzy)


def _write_whole(target: Path, content: bytes) -> None:
    """Write a file that other processes may be reading: all of it at once, or not at all."""
    if target.exists() and target.read_bytes() == content:
        return
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
        file.write(content)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(target)
