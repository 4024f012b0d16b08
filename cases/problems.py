"""The expected failures of case files."""

from django.utils.translation import gettext_lazy as _

from server.problems import Problem, ProblemKind


class AlreadyInCaseFile(Problem):
    code = "already-in-case-file"
    kind = ProblemKind.CONFLICT
    title = _("This encounter already lies in a case file.")


class AlreadyMember(Problem):
    code = "already-case-member"
    kind = ProblemKind.CONFLICT
    title = _("This person is a member of the case file already.")
