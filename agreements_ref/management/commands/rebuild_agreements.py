"""`manage.py rebuild_agreements`: make what follows from the lists again, or compare it."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agreements_ref import services


class Command(BaseCommand):
    """Exit code 1 when --check finds a difference."""

    help = "Make agencies, agreement versions and review items again from the raw rows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--check", action="store_true", help="compare only, write nothing")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild unless told to compare only, then say what differs."""
        if not options["check"]:
            services.rebuild()
        report = services.check()
        if options["as_json"]:
            self.stdout.write(json.dumps({"is_clean": report.is_clean, **asdict(report)}))
        else:
            self.stdout.write(
                f"{report.lists} lists; different: {report.rows} rows, {report.agencies} agencies,"
                f" {report.versions} versions, {report.reviews} review items;"
                f" {report.overlaps} overlaps"
            )
        if not report.is_clean:
            raise CommandError(
                "The register does not follow from its rows. Run rebuild_agreements.", returncode=1
            )
