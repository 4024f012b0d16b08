"""`manage.py audit_release FILES`: check release files, without a database and without keys."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from encounters.patterns.rules.release_check import check_releases

FOUND = 1
UNREADABLE = 2


class Command(BaseCommand):
    """The check that anybody can run who holds nothing but the files."""

    help = (
        "Check the release files of one population, alone and together: give all that were ever"
        " given out. Exit 0: no rule is broken; 1: findings; 2: a file cannot be read."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the options."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="answer with one JSON array")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, check, print."""
        bodies: list[bytes] = []
        for path in options["files"]:
            try:
                bodies.append(path.read_bytes())
            except OSError as error:
                raise CommandError(f"{path}: {error.strerror}", returncode=UNREADABLE) from error
        findings = check_releases(bodies)
        if options["json"]:
            self.stdout.write(
                json.dumps(
                    [
                        {
                            "code": finding.code,
                            "file": finding.file,
                            "place": finding.place,
                            "message": finding.message,
                        }
                        for finding in findings
                    ]
                )
            )
        else:
            for finding in findings:
                self.stdout.write(
                    f"{finding.file}: {finding.place}: {finding.code}: {finding.message}"
                )
            if not findings:
                self.stdout.write(f"{len(bodies)} files: no rule is broken")
        if findings:
            raise SystemExit(FOUND)
