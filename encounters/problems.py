"""The expected failures of encounters."""

import logging
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from encounters.rules.forbidden_facts import forbidden_facts_in
from server.problems import FieldError, Problem, ProblemKind

logger = logging.getLogger(__name__)


class ForbiddenFact(Problem):
    """A fact that this product never stores was sent (field dictionary, section 8)."""

    code = "forbidden-fact"
    kind = ProblemKind.BAD_INPUT
    title = _("This must never be stored here. Leave it out. Nothing was stored.")


class RecordDamaged(Problem):
    """A restricted value does not open: its bytes were moved or changed, or the key is not here."""

    code = "record-damaged"
    kind = ProblemKind.CONFLICT
    title = _(
        "A part of this record was changed outside the product and cannot be shown."
        " Tell your operator; a backup may still hold it."
    )


def refuse_forbidden_facts(document: Mapping[str, object]) -> None:
    """Refuse a request that names a forbidden fact; the log keeps our name for it, no value.

    Raises: ForbiddenFact, naming each field.
    """
    found = list(forbidden_facts_in(document))
    if not found:
        return
    for _where, fact in found:
        logger.warning("refused a forbidden fact: %s", fact)
    raise ForbiddenFact([FieldError(where, _("Leave this field out.")) for where, _fact in found])
