"""`python manage.py serve`: everything an embedded installation needs, until Ctrl-C."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from server.jobs.broker_file import make_broker_file
from server.runtime.answers import answers
from server.runtime.ports import PortTaken, free_addresses
from server.runtime.programs import embedded_programs, summary_program
from server.runtime.single import AlreadyServed, only_one
from server.runtime.supervisor import Supervisor


class Command(BaseCommand):
    """Serve the pages on http://localhost:8000 and run the background work, until Ctrl-C."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument(
            "--summary", action="store_true", help="print what the installation holds, once it runs"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Start and look after the processes. Exits 1 with a remedy when it cannot start."""
        broker_file: Path | None = settings.BROKER_FILE
        if broker_file is None:
            raise CommandError("serve is for embedded installations; run deployed ones by compose")
        try:
            addresses = free_addresses(settings.PORT)
            self._refuse_old_tables()
            with only_one(settings.DATA_DIR):
                self._serve(addresses, broker_file, with_summary=options["summary"])
        except (PortTaken, AlreadyServed) as error:
            raise CommandError(str(error)) from error

    def _serve(self, addresses: list[str], broker_file: Path, *, with_summary: bool) -> None:
        make_broker_file(broker_file)
        supervisor = Supervisor(embedded_programs(addresses, settings.DATA_DIR), self.say)
        answered = False

        def announce_the_first_answer() -> None:
            nonlocal answered
            if not answered and answers(settings.PORT):
                answered = True
                self.say(f"ready: http://localhost:{settings.PORT} (Ctrl-C ends everything)")
                if with_summary:
                    supervisor.add(summary_program(settings.ROOT / "manage.py"))

        supervisor.run(announce_the_first_answer)

    def say(self, line: str) -> None:
        """Print one line at once, also into a pipe."""
        self.stdout.write(line)
        self.stdout.flush()

    def _refuse_old_tables(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("the tables are not up to date: run `make setup` first")
        connection.close()
