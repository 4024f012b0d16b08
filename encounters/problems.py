"""The expected failures of encounters."""

from django.utils.translation import gettext_lazy as _

from server.problems import Problem, ProblemKind


class ForbiddenFact(Problem):
    """A fact that this product never stores was sent (field dictionary, section 8)."""

    code = "forbidden-fact"
    kind = ProblemKind.BAD_INPUT
    title = _("This must never be stored here. Leave it out. Nothing was stored.")
