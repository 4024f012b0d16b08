"""How the log writes an exception: its type and the places it passed, never its text.

The text of an exception may quote what the code was working on: a note, a name, a row of the
database.
"""

import logging
import traceback
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parent.parent
_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class PlacesOnly(logging.Formatter):
    """A formatter that leaves out what exceptions say."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line and below it where an exception passed."""
        # Another formatter may have left the whole text with the record, to be used again.
        kept, record.exc_text = record.exc_text, None
        try:
            return super().format(record)
        finally:
            record.exc_text = kept

    def formatException(self, ei: _Raised) -> str:  # noqa: N802  a library's name
        """Return the chain of exceptions, the first one first, as types and places."""
        error = ei[1]
        lines: list[str] = []
        while error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            own = [f"{type(error).__module__}.{type(error).__qualname__}"]
            own += [f"  {_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
            lines = own + lines
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


def _short(file_name: str) -> str:
    """Return a path without the machine's folders."""
    path = Path(file_name)
    if path.is_relative_to(ROOT):
        return str(path.relative_to(ROOT))
    return "/".join(path.parts[-3:])
