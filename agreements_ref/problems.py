"""Expected failures of the register."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from server.problems import Problem, ProblemKind

# What is wrong with a file, by the code of `importers.ListFault`; each names the remedy.
FAULTS: dict[str, Any] = {
    "empty": _("The file is empty. Download it again."),
    "too-large": _("The file is larger than %(limit)s. Use the list as ICE published it."),
    "encrypted-or-old": _(
        "The file is protected by a password, or an old .xls. Save it as .xlsx without a password."
    ),
    "damaged": _("The file is not a readable .xlsx workbook (%(reason)s). Download it again."),
    "no-list-sheet": _(
        "No sheet (%(sheets)s) has the columns STATE, LAW ENFORCEMENT AGENCY and SUPPORT TYPE in"
        " its first row with text. Check that this is a list of agencies."
    ),
    "several-list-sheets": _(
        "More than one sheet holds a list (%(sheets)s). Keep one sheet and import each by itself."
    ),
    "not-a-list": _(
        "The file is neither an .xlsx workbook nor a UTF-8 table with the columns state, agency,"
        " support_type and signed. Check that this is a list of agencies."
    ),
    "ragged-row": _(
        "Row %(row)s has %(found)s fields, the header has %(expected)s. Correct the row."
    ),
    "text-too-long": _(
        "Row %(row)s, column %(column)s: the text is longer than any agency's name. Check the file."
    ),
}


class ListUnreadable(Problem):
    """The file cannot be read as a list; `errors` name the file and the place."""

    code = "list-unreadable"
    kind = ProblemKind.BAD_INPUT
    title = _("This file cannot be read as a list of agencies. Nothing was stored.")


class OutcomesDoNotAddUp(Problem):
    """The counts of accepted and rejected rows differ from the data rows."""

    code = "list-outcomes-do-not-add-up"
    kind = ProblemKind.CONFLICT
    title = _("The rows of this list and their outcomes do not add up. Nothing was stored.")


class ReviewDecided(Problem):
    """Somebody decided this review item already; it must be undone first."""

    code = "review-decided"
    kind = ProblemKind.CONFLICT
    title = _("Somebody has decided this already. Read the decision, and undo it first.")


class ReviewNotDecided(Problem):
    """There is no standing decision to undo."""

    code = "review-not-decided"
    kind = ProblemKind.CONFLICT
    title = _("There is no decision to undo. Somebody may have undone it before you.")
