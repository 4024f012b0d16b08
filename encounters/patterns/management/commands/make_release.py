"""`manage.py make_release`: order a coalition's next release, wait for it, write its files."""

import json
import time
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from encounters.patterns import clock, queries, services
from encounters.patterns.questions import QUESTIONS, STATUS_QUESTIONS
from server.jobs import runner
from server.problems import Problem

BAD_INPUT = 2
_LOOK_EVERY_S = 1.0


class Command(BaseCommand):
    """Orders as a named analyst, so that the ledger says who asked."""

    help = (
        "Order the next protected release of a coalition as one of its analysts, wait until it is"
        " made, and write its files. Exit 0: given out; 2: bad input, or refused (the reason is on"
        " standard error)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the options."""
        parser.add_argument("--coalition", required=True, metavar="NAME")
        parser.add_argument("--cutoff", required=True, metavar="YYYY-MM-DD", help="a month's end")
        parser.add_argument("--as", required=True, metavar="USERNAME", dest="username")
        parser.add_argument(
            "--period-start",
            metavar="YYYY-MM",
            help="first month counted; with the first release of a coalition alone",
        )
        parser.add_argument("--question", default=STATUS_QUESTIONS, choices=sorted(QUESTIONS))
        parser.add_argument("--out", type=Path, metavar="FOLDER", help="write the files there")
        parser.add_argument("--now", action="store_true", help="do the work here, in this process")
        parser.add_argument(
            "--timeout", type=int, default=900, metavar="SECONDS", help="wait no longer than this"
        )
        parser.add_argument("--json", action="store_true", help="answer with one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Order, wait, write."""
        try:
            release = self._ordered(options)
        except Problem as problem:
            raise _refusal(problem) from problem
        release = _wait(release, options["now"], options["timeout"])
        if release.state != "released":
            code = release.refusal or (release.job.error_code if release.job else "")
            reason = code or "it is not done yet; the release goes on in the background"
            raise CommandError(f"{release.id}: {reason}", returncode=BAD_INPUT)
        written = _write(release, options["out"]) if options["out"] else []
        self._answer(release, written, as_json=options["json"])

    def _ordered(self, options: dict[str, Any]) -> Any:
        viewer = queries.analyst_named(options["username"])
        if viewer is None:
            raise CommandError(
                f"--as: nobody is called {options['username']}", returncode=BAD_INPUT
            )
        named = queries.coalitions_of(viewer).filter(name=options["coalition"]).first()
        if named is None:
            raise CommandError(
                f"--coalition: {options['username']} is no analyst of {options['coalition']!r}",
                returncode=BAD_INPUT,
            )
        try:
            cutoff = date.fromisoformat(options["cutoff"])
        except ValueError as error:
            raise CommandError(
                "--cutoff: write a day as 2026-06-30", returncode=BAD_INPUT
            ) from error
        release, _is_new = services.order_release(
            viewer=viewer,
            coalition_id=named.id,
            question=options["question"],
            cutoff=cutoff,
            period_start=options["period_start"],
            today=clock.today(),
        )
        return release

    def _answer(self, release: Any, written: list[Path], *, as_json: bool) -> None:
        if as_json:
            answer = {
                "id": str(release.id),
                "release_id": release.release_id,
                "sequence": release.sequence,
                "cutoff": release.cutoff.isoformat(),
                "files": [str(path) for path in written],
            }
            self.stdout.write(json.dumps(answer))
            return
        self.stdout.write(
            f"{release.release_id}: release {release.sequence}, data cut {release.cutoff}"
        )
        for path in written:
            self.stdout.write(str(path))


def _wait(release: Any, in_this_process: bool, timeout_s: int) -> Any:
    """Return the release once it is given out, refused, or the time is over."""
    until = time.monotonic() + timeout_s
    while True:
        release = queries.release_with_job(release.id)
        is_over = release.state in ("released", "refused") or queries.has_stopped(release)
        if is_over or time.monotonic() >= until:
            return release
        if not (in_this_process and runner.run(release.job.id)):
            time.sleep(_LOOK_EVERY_S)


def _write(release: Any, folder: Path) -> list[Path]:
    """Write the files of a release into a folder of its own name below `folder`."""
    place = folder / release.release_id
    try:
        place.mkdir(parents=True, exist_ok=True)
        written: list[Path] = []
        for file in queries.files_of(release).defer(None):
            path = place / file.name
            path.write_bytes(bytes(file.content))
            written.append(path)
    except OSError as error:
        raise CommandError(f"--out: {place}: {error.strerror}", returncode=BAD_INPUT) from error
    return written


def _refusal(problem: Problem) -> CommandError:
    """Say on one line which field is wrong, or which rule refuses."""
    faults = "; ".join(f"{fault.field}: {fault.message}" for fault in problem.errors)
    return CommandError(f"{problem.code}: {faults or problem.title}", returncode=BAD_INPUT)
