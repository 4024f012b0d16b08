"""`python manage.py set_up`: make an embedded installation ready, or bring it up to date."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from server.jobs.broker_file import make_broker_file
from server.runtime.static_stamp import is_collected, mark_collected


class Command(BaseCommand):
    """Tables, translations, static files, the founding agreements list, the practice space.

    Every step leaves alone what is there, so running it again is safe and quick.
    """

    help = __doc__
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument(
            "--no-practice", action="store_true", help="make no practice team and no practice data"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run each step in its order; the first that fails ends it with its own error."""
        if settings.BROKER_FILE is None:
            raise CommandError("set_up is for embedded installations; see docker-compose.yml")
        self._step("translations", "compile_translations")
        self._step("tables", "migrate", interactive=False, verbosity=0)
        make_broker_file(settings.BROKER_FILE)
        self._collect_static_files(Path(settings.STATIC_ROOT))
        self._step("agreements list", "import_agreements", "--founding")
        if not options["no_practice"]:
            self._step("practice space", "practice")

    def _collect_static_files(self, static_root: Path) -> None:
        if is_collected(static_root):
            return
        self._step("static files", "collectstatic", interactive=False, verbosity=0)
        mark_collected(static_root)

    def _step(self, title: str, command: str, *arguments: str, **options: Any) -> None:
        self.stdout.write(f"set-up: {title}")
        self.stdout.flush()
        call_command(command, *arguments, stdout=self.stdout, stderr=self.stderr, **options)
