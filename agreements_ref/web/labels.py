"""The words for the register's codes, in the language now active."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MODELS: Mapping[str, Promise] = {
    "JEM": gettext_lazy("Jail enforcement (JEM)"),
    "TFM": gettext_lazy("Task force (TFM)"),
    "WSO": gettext_lazy("Warrant service officer (WSO)"),
}
# How a badge looks: what is in effect stands out, what is uncertain warns.
BADGE_KINDS: Mapping[str, str] = {
    "in_effect": "info",
    "uncertain": "warning",
    "pending": "plain",
    "pending_uncertain": "plain",
}
STANDINGS: Mapping[str, Promise] = {
    "in_effect": gettext_lazy("In effect"),
    "uncertain": gettext_lazy("Uncertain"),
    "pending": gettext_lazy("Pending"),
    "pending_uncertain": gettext_lazy("Perhaps pending"),
    "not_listed": gettext_lazy("Not found"),
    "no_data": gettext_lazy("No data"),
}
_OF_A_MODEL: Mapping[str, Promise] = {
    "in_effect": gettext_lazy("%(model)s in effect"),
    "uncertain": gettext_lazy("%(model)s uncertain"),
    "pending": gettext_lazy("%(model)s pending"),
    "pending_uncertain": gettext_lazy("%(model)s perhaps pending"),
}
ROLES: Mapping[str, Promise] = {
    "first_listing": gettext_lazy("First listing"),
    "last_listing": gettext_lazy("Last listing"),
    "signed_date": gettext_lazy("Signed date that counts"),
    "list_before": gettext_lazy("Last list up to that day"),
    "list_after": gettext_lazy("Next list after that day"),
}
KINDS: Mapping[str, Promise] = {
    "participating": gettext_lazy("Signed agreements"),
    "pending": gettext_lazy("Pending requests"),
}
LEVELS: Mapping[str, Promise] = {
    "city": gettext_lazy("Municipal agency"),
    "county": gettext_lazy("County agency"),
    "state": gettext_lazy("State agency"),
    "unknown": gettext_lazy("No list says what kind of agency it is"),
}
_WAITING: Mapping[str, Promise] = {
    "column-missing": gettext_lazy("The required column %(detail)s is missing."),
    "column-unknown": gettext_lazy("Nobody knows the column %(detail)s."),
    "column-doubled": gettext_lazy("The column %(detail)s stands there twice."),
    "list-shrunk": gettext_lazy(
        "It has over 5 percent fewer rows than the list before: %(detail)s."
    ),
}


def of_a_model(program_model: str, standing: str) -> str:
    """Say in few words what the lists say of one program model."""
    return str(_OF_A_MODEL[standing]) % {"model": program_model}


def waiting_words(code: str, detail: str) -> str:
    """Say why a list waits for a person."""
    if code == "list-shrunk":
        before, found, after = detail.partition(" to ")
        if found:
            detail = _("from %(before)s to %(after)s") % {"before": before, "after": after}
    return str(_WAITING[code]) % {"detail": detail}
