"""`manage.py import_agreements FILE...`: import published lists of agencies."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agreements_ref import services
from agreements_ref.importers import MOST_BYTES
from agreements_ref.management.words import BAD_INPUT, day, instant, refusal_of, refuse
from agreements_ref.rules.columns import ListKind
from server.problems import Problem


class Command(BaseCommand):
    """Import lists as ICE published them, all or none; exit code 2 when one waits for a person."""

    help = "Import ICE's lists of participating or pending agencies (.xlsx) or the table of 2019."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("files", nargs="*", metavar="FILE")
        parser.add_argument("--kind", choices=[kind.value for kind in ListKind])
        parser.add_argument("--list-date", help="YYYY-MM-DD; default: the date in the file's name")
        parser.add_argument("--known-from", help="when the files were obtained; default: now")
        parser.add_argument("--accept", metavar="REASON", help="let a list count that waits")
        parser.add_argument("--dry-run", action="store_true", help="say it, write nothing")
        parser.add_argument(
            "--founding", action="store_true", help="also load the 90 agreements of 20 May 2019"
        )
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and print what became of each file."""
        if not options["files"] and not options["founding"]:
            raise refuse("FILE", "name at least one file, or give --founding")
        if options["founding"] and options["dry_run"]:
            raise refuse("--founding", "cannot be combined with --dry-run")
        results: list[services.ImportResult] = []
        incoming = _incoming(options)
        try:
            if options["founding"] and (founding := services.load_founding_list()):
                results.append(founding)
            if incoming:
                results += services.import_lists(incoming, dry_run=options["dry_run"])
        except Problem as problem:
            raise refusal_of(problem) from problem
        if options["as_json"]:
            self.stdout.write(json.dumps([result.to_json() for result in results], indent=1))
        else:
            for result in results:
                self.stdout.write(_report(result, with_remarks=options["dry_run"]))
        waiting = [one for one in results if one.state is services.ImportState.WAITING]
        if waiting:
            raise CommandError("\n".join(map(_waits, waiting)), returncode=BAD_INPUT)


def _incoming(options: dict[str, Any]) -> list[services.IncomingList]:
    list_date, known_from = options["list_date"], options["known_from"]
    obtained = instant("--known-from", known_from) if known_from else timezone.now()
    if options["accept"] is not None and not options["accept"].strip():
        raise refuse("--accept", "give the reason why the list counts")
    return [
        services.IncomingList(
            file_name=Path(name).name,
            content=_bytes(name),
            known_from=obtained,
            kind=ListKind(options["kind"]) if options["kind"] else None,
            list_date=day("--list-date", list_date) if list_date else None,
            accept=(options["accept"] or "").strip(),
        )
        for name in options["files"]
    ]


def _bytes(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise refuse(name, f"{error.strerror}; name a file that can be read") from error


def _report(result: services.ImportResult, *, with_remarks: bool) -> str:
    counts = result.counts
    lines = [
        (
            f"{result.file_name}: {result.state.value}, {result.kind} list of {result.list_date}, "
            f"{counts['data_rows']} rows: {counts['accepted']} accepted, "
            f"{counts['accepted_with_remarks']} with remarks, {counts['rejected']} rejected"
        )
    ]
    if result.compared is not None:
        changes = {
            "added": result.compared.added,
            "gone": result.compared.gone,
            "changed": result.compared.changed,
        }
        numbers = ", ".join(f"{len(entries)} {word}" for word, entries in changes.items())
        lines.append(f"  against {result.compared.file_name}: {numbers}")
        if with_remarks:
            lines += [
                f"    {word}: {entry.state} {entry.agency} {entry.program_model}"
                for word, entries in changes.items()
                for entry in entries
            ]
    if with_remarks:
        lines += [
            f"  row {line.row}: {line.code}: {line.sentence} {line.detail}".rstrip()
            for line in result.remarks
        ]
    lines += [f"  for review: {proposal}" for proposal in result.proposals]
    return "\n".join(lines)


def _waits(result: services.ImportResult) -> str:
    reasons = "; ".join(reason.sentence for reason in result.waits_for)
    return (
        f"{result.file_name}: waits for a person and is not used yet: {reasons}. "
        "Look at it, then import it again with --accept REASON."
    )
