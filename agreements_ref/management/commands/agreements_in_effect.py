"""`manage.py agreements_in_effect`: which models were in effect for an agency on a day."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agreements_ref import queries
from agreements_ref.management.words import day, refuse, state_code

_FIELDS = ("state", "agency", "on_date")


class Command(BaseCommand):
    """Answer one question, or one a line. An agency that no list has is an answer, not an error."""

    help = "Say which 287(g) program models were in effect for an agency on a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--state", help="full name or postal code")
        parser.add_argument("--agency", help="the agency's name, in any spelling of its key")
        parser.add_argument("--on", help="the day asked about, YYYY-MM-DD")
        parser.add_argument("--known-on", help="whose knowledge to use, YYYY-MM-DD; default: today")
        parser.add_argument(
            "--batch",
            metavar="FILE",
            help="JSON lines with id, state, agency, on_date, known_on; - reads standard input",
        )
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer and print."""
        if options["batch"]:
            self._answer_batch(options["batch"])
            return
        for name in ("state", "agency", "on"):
            if not options[name]:
                raise refuse(f"--{name}", "is missing")
        question = _question(
            options["state"], options["agency"], options["on"], options["known_on"], prefix="--"
        )
        answer = queries.agreements_in_effect_by_name([question])[0]
        if options["as_json"]:
            self.stdout.write(json.dumps(answer.to_json(), indent=1))
        else:
            self.stdout.write(_words(answer))

    def _answer_batch(self, name: str) -> None:
        ids, questions = [], []
        for case_id, question in _read_batch(_lines(name)):
            ids.append(case_id)
            questions.append(question)
        answers = queries.agreements_in_effect_by_name(questions)
        for case_id, answer in zip(ids, answers, strict=True):
            self.stdout.write(json.dumps({"id": case_id, **answer.to_json()}))


def _lines(name: str) -> Iterable[str]:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise refuse("--batch", f"{name} cannot be read as UTF-8 text: {error}") from error
    return text.splitlines()


def _read_batch(lines: Iterable[str]) -> Iterator[tuple[object, queries.NamedQuestion]]:
    """Yield (id, question) for each line. A line that cannot be used ends the command."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            case = json.loads(line)
        except ValueError as error:
            raise refuse(f"line {number}", f"is not JSON: {error}") from error
        if not isinstance(case, dict):
            raise refuse(f"line {number}", "is no JSON object")
        case_id = case.get("id")
        for field in _FIELDS:
            if not case.get(field):
                raise refuse(f"line {number}, id {case_id!r}, {field}", "is missing")
        try:
            question = _question(
                case["state"], case["agency"], case["on_date"], case.get("known_on"), prefix=""
            )
        except CommandError as error:
            raise refuse(f"line {number}, id {case_id!r}", str(error)) from error
        yield case_id, question


def _question(
    state: object, agency: object, on: object, known_on: object, *, prefix: str
) -> queries.NamedQuestion:
    on_name, known_name = ("--on", "--known-on") if prefix else ("on_date", "known_on")
    question = queries.NamedQuestion(
        state=state_code(f"{prefix}state", state),
        agency=agency if isinstance(agency, str) else "",
        on=day(on_name, on),
        known_on=day(known_name, known_on) if known_on is not None else None,
    )
    if not question.key:
        raise refuse(f"{prefix}agency", f"{agency!r} is no agency's name")
    return question


def _words(answer: queries.InEffectAnswer) -> str:
    groups = {
        "in effect": answer.in_effect,
        "uncertain": answer.uncertain,
        "pending": answer.pending,
        "pending, uncertain": answer.pending_uncertain,
    }
    said = [f"{word}: {', '.join(found)}" for word, found in groups.items() if found]
    coverage = answer.coverage.to_json(is_empty=not said)
    return "\n".join([*said, str(coverage["says"])])
