"""The expected failures of reports. Their texts speak in rules, never in numbers."""

from django.utils.translation import gettext_lazy as _

from server.problems import Problem, ProblemKind


class PlanSharesRecords(Problem):
    """Two partitions of the same records are not sums of each other's blocks (13)."""

    code = "plan-shares-records"
    kind = ProblemKind.CONFLICT
    title = _(
        "A team of this coalition already counts in another coalition's reports. Its records can"
        " be counted in one place only."
    )


class ReleaseUnderWay(Problem):
    code = "release-under-way"
    kind = ProblemKind.CONFLICT
    title = _("A report of this coalition is being made. Wait until it is done.")


class CutoffNotLater(Problem):
    code = "cutoff-not-later"
    kind = ProblemKind.CONFLICT
    title = _("A report up to this day or a later one was made already. Choose a later month.")


class NothingToShow(Problem):
    code = "release-nothing-to-show"
    kind = ProblemKind.CONFLICT
    title = _("No group is large enough to be shown yet. Wait for more records.")


class CheckFailed(Problem):
    """The check of all files of the population together found something."""

    code = "release-check-failed"
    kind = ProblemKind.CONFLICT
    title = _(
        "The report was not given out: together with the earlier reports it would break a rule"
        " that protects people. Wait for more records, then order it again."
    )


class CheckTimedOut(Problem):
    code = "release-check-timed-out"
    kind = ProblemKind.CONFLICT
    title = _("The report was not given out: its check did not finish in time.")


class LedgerBroken(Problem):
    code = "release-ledger-broken"
    kind = ProblemKind.CONFLICT
    title = _(
        "The report was not given out: an earlier report was changed after it was made. Tell the"
        " operator of the installation."
    )


class MakingStopped(Problem):
    """The work on a release gave up; the order is closed when the next one comes."""

    code = "release-stopped"
    kind = ProblemKind.CONFLICT
    title = _("Making the report stopped before it was done. Order it again.")
