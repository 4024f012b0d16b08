"""Text that no spreadsheet program runs. Source: OWASP, "CSV Injection"."""

import re

# A cell that starts with one of these is a formula to some program; the last four are the
# full-width forms that East Asian editions also read so.
_FORMULA_STARTS = ("=", "+", "-", "@", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def safe_cell(text: str) -> str:
    """Return the text as a cell that stays text.

    Line breaks, tabs and other control signs become blanks; a leading sign of a formula, also
    behind blanks, is kept as text by an apostrophe before it.
    """
    line = _CONTROL.sub(" ", text)
    return f"'{line}" if line.lstrip().startswith(_FORMULA_STARTS) else line
