"""Reading what a person typed at a command, and saying what is wrong with it."""

from datetime import UTC, date, datetime

from django.core.management.base import CommandError

from agreements_ref.rules.states import read_state
from server.problems import FieldError, Problem

BAD_INPUT = 2


def refuse(field: str, message: str) -> CommandError:
    """Return the error that ends a command with exit code 2 and names the field."""
    return CommandError(f"{field}: {message}", returncode=BAD_INPUT)


def refusal_of(problem: Problem) -> CommandError:
    """Return the error for an expected failure: its title, then each fault with its place."""
    lines = [str(problem.title), *(_line(error) for error in problem.errors)]
    return CommandError("\n".join(lines), returncode=BAD_INPUT)


def _line(error: FieldError) -> str:
    return f"{error.field}: {error.message}"


def day(field: str, text: object) -> date:
    """Read YYYY-MM-DD. Raises: CommandError."""
    try:
        if isinstance(text, str) and len(text) == 10:
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise refuse(field, f"{text!r} is no day; write YYYY-MM-DD")


def instant(field: str, text: str) -> datetime:
    """Read an ISO 8601 instant; without an offset it is UTC, a bare day is its first moment.

    Raises: CommandError.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise refuse(
            field, f"{text!r} is no time; write YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ"
        ) from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def state_code(field: str, text: object) -> str:
    """Read a state's name or postal code. Raises: CommandError."""
    reading = read_state(text) if isinstance(text, str) else None
    if reading is None:
        raise refuse(field, f"{text!r} is no state; write its full name or postal code")
    return reading.code
