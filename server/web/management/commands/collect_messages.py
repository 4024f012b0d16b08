"""`manage.py collect_messages`: bring the Spanish catalogue up to the texts of the code.

For developers. Needs GNU gettext (`xgettext`, `msgmerge`); compiling does not.
"""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

IGNORED = [".venv", "node_modules", "var", "tests", "static", "build"]


class Command(BaseCommand):
    """Runs Django's makemessages with the project's choices, always the same."""

    help = "Collect the texts of templates and Python into the Spanish catalogue."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Collect; new texts come without translation and fail the test until they have one."""
        call_command(
            "makemessages",
            locale=["es"],
            ignore_patterns=IGNORED,
            add_location="file",
            no_obsolete=True,
            no_wrap=True,
            extensions=["html", "txt", "py"],
            verbosity=options["verbosity"],
        )
        self.stdout.write(f"{settings.LOCALE_PATHS[0]}: collected")
