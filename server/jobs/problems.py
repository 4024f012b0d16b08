"""Why a job did not finish: the codes that stand in `Job.error_code`."""

from django.utils.translation import gettext_lazy as _

from server.problems import Problem, ProblemKind


class UnexpectedFailure(Problem):
    """The handler stopped for a reason that nobody foresaw; the log names the place."""

    code = "job-unexpected-failure"
    kind = ProblemKind.CONFLICT
    title = _("The work stopped for an unexpected reason. Tell the operator of the installation.")


class GaveUp(Problem):
    """The worker died under the job each time."""

    code = "job-gave-up"
    kind = ProblemKind.CONFLICT
    title = _("The work was tried several times and never finished. Order it again later.")
