"""`python manage.py wait_for_jobs`: return when no job waits or runs."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from server.jobs import queries

LOOK_EVERY_S = 0.5


class Command(BaseCommand):
    """Waits until every job is done or failed, then runs another command if one is named."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument(
            "--seconds", type=float, default=120.0, help="the longest wait (default 120)"
        )
        parser.add_argument("--then", metavar="COMMAND", help="run this command afterwards")

    def handle(self, *args: Any, **options: Any) -> None:
        """Wait. Exits 1 when jobs are left after the longest wait and no command is named."""
        until = time.monotonic() + options["seconds"]
        while (left := queries.unfinished_jobs()) and time.monotonic() < until:
            time.sleep(LOOK_EVERY_S)
        if left:
            message = f"{left} jobs still wait or run after {options['seconds']:.0f} s"
            if not options["then"]:
                raise CommandError(message)
            self.stderr.write(message)
        if options["then"]:
            call_command(options["then"], stdout=self.stdout, stderr=self.stderr)
