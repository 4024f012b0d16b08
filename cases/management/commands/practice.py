"""`manage.py practice`: make the practice space, or remove it without trace."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.practice import builder, removal
from cases.practice.people import COALITION_NAME, TEAM_NAME


class Command(BaseCommand):
    """Makes the practice space once; the passphrases of its accounts are shown only then."""

    help = (
        "Make the practice team with synthetic encounters over real agencies of the list of"
        " 20 May 2019, or remove it without trace (--remove)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--remove", action="store_true", help="remove the practice space")
        parser.add_argument(
            "--encounters",
            type=int,
            default=builder.ENCOUNTERS,
            metavar="N",
            help=f"encounters to log (default {builder.ENCOUNTERS})",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run. Exit 2 names what is wrong and the remedy."""
        if options["remove"]:
            self._say(options, {"removed": removal.remove_practice()})
            return
        if options["encounters"] < 1:
            raise CommandError("--encounters: use a whole number of 1 or more", returncode=2)
        if builder.exists():
            self._say(options, {"team": TEAM_NAME, "made": False})
            return
        try:
            made = builder.make_practice(count=options["encounters"])
        except builder.NoListImported as error:
            raise CommandError(
                "no agency is known yet; run `manage.py import_agreements --founding` first",
                returncode=2,
            ) from error
        self._say(
            options,
            {
                "team": TEAM_NAME,
                "coalition": COALITION_NAME,
                "made": True,
                "encounters": made.encounters,
                "case_files": made.case_files,
                "accounts": [
                    {
                        "username": account.person.username,
                        "role": account.person.role.value,
                        "passphrase": account.passphrase,
                    }
                    for account in made.accounts
                    if account.person.shown
                ],
            },
        )

    def _say(self, options: dict[str, Any], answer: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(answer))
        elif "removed" in answer:
            self.stdout.write(
                "The practice space is removed."
                if answer["removed"]
                else "There is no practice space."
            )
        elif not answer["made"]:
            self.stdout.write("The practice space exists already; nothing was changed.")
        else:
            self.stdout.write(
                f"Practice space made: {answer['encounters']} encounters,"
                f" {answer['case_files']} case files."
                "\nThese passphrases are shown this once and stored nowhere:"
            )
            for account in answer["accounts"]:
                self.stdout.write(
                    f"  {account['role']:<12} {account['username']:<22} {account['passphrase']}"
                )
