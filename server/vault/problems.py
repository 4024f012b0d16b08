"""Expected failures of granting keys. What does not open is in `server.problems`."""

from django.utils.translation import gettext_lazy as _

from server.problems import Problem, ProblemKind


class MemberHasNoKey(Problem):
    code = "member-has-no-key"
    kind = ProblemKind.CONFLICT
    title = _("This person has no personal key yet, so nothing can be opened to them.")


class RoleNeverReads(Problem):
    code = "role-never-reads"
    kind = ProblemKind.CONFLICT
    title = _("No role of this person includes opening sealed content. Give them one first.")
