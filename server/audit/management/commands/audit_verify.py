"""`manage.py audit_verify`: walk every audit chain and name the first broken line of each."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand

from server.audit.queries import ChainReport, verified_chains


class Command(BaseCommand):
    """Exit 0: every chain is whole. 1: at least one is not. 2: the file of kept heads is bad."""

    help = (
        "Walk every audit chain and name the first broken line of each. Opens nothing. "
        "Exit 0: all whole; 1: a chain is broken; 2: bad input."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
        parser.add_argument(
            "--kept",
            type=Path,
            metavar="FILE",
            help="an earlier --json answer, kept elsewhere: its heads must still be there",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        kept: dict[UUID, dict[int, bytes]] = {}
        if options["kept"] is not None:
            try:
                kept = read_kept_heads(options["kept"].read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                self.stderr.write(f"{options['kept']}: {error}")
                sys.exit(2)
        reports = list(verified_chains(kept))
        intact = all(report.verification.is_intact for report in reports)
        if options["json"]:
            document = {"intact": intact, "chains": [report.as_dict() for report in reports]}
            self.stdout.write(json.dumps(document))
        else:
            for report in reports:
                self.stdout.write(_line(report))
        if not intact:
            sys.exit(1)


def read_kept_heads(text: str) -> dict[UUID, dict[int, bytes]]:
    """Read the heads of an earlier answer: chain to {sequence: hash}.

    Raises: ValueError naming what is missing.
    """
    document = json.loads(text)
    try:
        return {
            UUID(chain["chain"]): {int(chain["entries"]): bytes.fromhex(chain["head"])}
            for chain in document["chains"]
            if int(chain["entries"]) > 0
        }
    except (KeyError, TypeError) as error:
        raise ValueError(f"this is no answer of audit_verify --json: {error!r}") from error


def _line(report: ChainReport) -> str:
    name = f"container {report.container_id}" if report.container_id else "installation"
    fault = report.verification.fault
    if fault is None:
        return f"whole   {name}: {report.verification.head.sequence} entries"
    return f"BROKEN  {name}: entry {fault.sequence} {fault.reason.value}"
