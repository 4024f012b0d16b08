"""`manage.py collect_messages`: bring the Spanish catalogue up to the texts of the code.

For developers. Needs GNU gettext (`xgettext`, `msgmerge`); compiling does not.
"""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.core.management.commands.makemessages import Command as MakeMessages

IGNORED = [".venv", "node_modules", "var", "tests", "static", "build"]


class Collector(MakeMessages):
    """Django's collector without guesses: a new text stays empty until somebody translates it."""

    msgmerge_options = [*MakeMessages.msgmerge_options, "--no-fuzzy-matching"]  # noqa: RUF012


class Command(BaseCommand):
    """Runs Django's makemessages with the project's choices, always the same."""

    help = "Collect the texts of templates and Python into the Spanish catalogue."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Collect; new texts come without translation and fail the test until they have one."""
        call_command(
            Collector(),
            locale=["es"],
            ignore_patterns=IGNORED,
            add_location="file",
            no_obsolete=True,
            no_wrap=True,
            extensions=["html", "txt", "py"],
            verbosity=options["verbosity"],
        )
        self.stdout.write(f"{settings.LOCALE_PATHS[0]}: collected")
