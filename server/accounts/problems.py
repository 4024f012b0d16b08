"""Expected failures of accounts and sessions."""

from django.utils.translation import gettext_lazy as _

from server.problems import Problem, ProblemKind


class WrongPassphrase(Problem):
    code = "wrong-passphrase"
    kind = ProblemKind.BAD_INPUT
    title = _("That is not your passphrase. Check it and try again.")


class AlreadyMember(Problem):
    code = "already-member"
    kind = ProblemKind.CONFLICT
    title = _("This person already has that role in the team.")
