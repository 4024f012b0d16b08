"""`manage.py summary`: what the installation holds, and where the newest report's files are."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.summary import Summary, summarise

CLOCK_WORDS = {
    "reg-48h": "8 CFR 287.7(d), without weekends and federal holidays",
    "form-48h": "Form I-247A, continuous",
}


class Command(BaseCommand):
    """Prints numbers only: no name, no place, no time of anybody."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the summary; the newest release's files are written to the data folder."""
        summary = summarise(now=timezone.now(), release_root=Path(settings.RELEASE_ROOT))
        if options["json"]:
            self.stdout.write(json.dumps(summary.to_json()))
        else:
            self.stdout.write("\n".join(self._lines(summary)))

    def _lines(self, summary: Summary) -> list[str]:
        lines = [
            "",
            f"lists imported        {summary.lists} ({summary.agencies} agencies)",
            f"encounters logged     {summary.encounters}",
            f"holds on record       {summary.holds}",
        ]
        for clock, words in CLOCK_WORDS.items():
            lines.append(
                f"  over {clock:<9} {summary.holds_over[clock]:>9},"
                f" possibly over {summary.holds_possibly_over[clock]}   ({words})"
            )
        if summary.practice_accounts:
            lines.append(
                "practice accounts     "
                + ", ".join(summary.practice_accounts)
                + "\n                      (passphrases were shown when they were made;"
                " `manage.py practice --remove`, then `manage.py practice`, makes new ones)"
            )
        if summary.release is None:
            lines.append("released report       none yet")
        else:
            lines.append(
                f"released report       {summary.release.release_id},"
                f" data up to {summary.release.cutoff}"
                f"\n                      {summary.release.folder}/"
            )
            lines += [f"                        {name}" for name in summary.release.files]
        return lines
