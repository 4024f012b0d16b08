"""Words for review items, for what people said to them, and for remarks on rows."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: Mapping[str, Promise] = {
    "rename": _("Two names, perhaps one agency"),
    "signed-date": _("Signed date that cannot be read"),
    "state": _("State that cannot be read"),
    "county": _("County that does not fit"),
    "program-model": _("Unknown program model"),
    "double": _("Twice in one list"),
    "late-correction": _("Signed date moved past the first list"),
    "waiting-list": _("List that waits for a person"),
}
# What approving and refusing do.
EFFECTS: Mapping[str, Promise] = {
    "rename": _(
        "Approve: both names are one agency in every answer. Refuse: they stay two. No row changes."
    ),
    "signed-date": _(
        "Approve: this day counts wherever the agency's row has this text. Refuse: the signed date"
        " stays unknown."
    ),
    "state": _(
        "Approve: the row counts for this state. Refuse: it counts for no agency, and answers are"
        " no longer uncertain because of it."
    ),
    "county": _("Approve: the row is placed in this county. Refuse: it stays as it was read."),
    "program-model": _("Approve: the row counts for this model. Refuse: it is not evaluated."),
    "double": _("Both rows are kept as one agreement either way; your note is kept with them."),
    "late-correction": _(
        "The agreement counts from the first list that shows it either way; your note is kept."
    ),
    "waiting-list": _("Approve: answers use the list. Refuse: they do not."),
}
STATES: Mapping[str, tuple[str, Promise]] = {
    "open": ("warning", _("Open")),
    "approved": ("good", _("Approved")),
    "refused": ("plain", _("Refused")),
}
PAIRS: Mapping[str, Promise] = {
    "same-document": _("Same signed date and same document"),
    "same-signed-date": _("Same signed date"),
    "was-pending": _("A request went as an agreement came"),
}
IMPORT_STATES: Mapping[str, tuple[str, Promise]] = {
    "imported": ("good", _("New, and used in answers")),
    "known": ("plain", _("Known already: the same bytes")),
    "waiting": ("warning", _("Stored, and waits for a person")),
}
REMARKS: Mapping[str, Promise] = {
    "no-state": _("The row names no state. It is not counted; correct it at the source."),
    "unknown-state": _("No state or territory has this name. The row waits for a person."),
    "no-agency": _("The row names no agency. It is not counted."),
    "no-model": _("The row names no program model. It is not counted."),
    "state-corrected": _("One letter of the state's name is wrong; read as the name next to it."),
    "unknown-model": _("No program model has this name. The row is kept and not evaluated."),
    "unknown-type": _("The type of agency is none that the lists use; left open."),
    "type-missing": _("The type of agency is empty."),
    "date-missing": _("No signed date is given; the date is unknown."),
    "date-unreadable": _("The signed date is not a date cell; the date is unknown."),
    "date-after-list": _("The signed date is later than the list; the date is unknown."),
    "date-before-law": _("The signed date is before 30 September 1996; the date is unknown."),
    "county-unknown": _("The state has no county of this name; the county is left open."),
    "county-differs": _("The county is another one than the agency's name says."),
    "state-decided": _("A person decided which state is meant."),
    "state-set-aside": _("A person decided that the row counts for no agency."),
    "model-decided": _("A person decided which program model is meant."),
    "date-decided": _("A person decided which signed date is meant."),
    "county-decided": _("A person decided which county is meant."),
    "double": _(
        "The list has the same agency and model in an earlier row; they are one agreement."
    ),
    "link-unreadable": _("The link is no web address; it is not kept."),
    "link-elsewhere": _("The link leads to neither ice.gov nor dhs.gov; it is not kept."),
    "link-not-https": _("The link is not https; it is not kept."),
    "link-with-mail-address": _("The link carries a mail address; it is not kept."),
}
