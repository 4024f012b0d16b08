"""What a coordinator says to a review item, and the list that is to be imported."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from agreements_ref.queries.reviews import ReviewCard
from agreements_ref.rules.columns import ListKind
from agreements_ref.rules.places import counties_of
from agreements_ref.rules.program_models import EVALUATED
from agreements_ref.rules.questions import ReviewKind, ReviewOutcome
from agreements_ref.rules.states import STATE_NAMES

_REASON = gettext_lazy("Reason")
_REASON_HELP = gettext_lazy("Everybody reads it later, with your user name.")
_MODELS = [(model.value, model.value) for model in EVALUATED]
_OUTCOMES = [
    (ReviewOutcome.APPROVED.value, gettext_lazy("Approve")),
    (ReviewOutcome.REFUSED.value, gettext_lazy("Refuse")),
]


class _ReasonForm(forms.Form):
    """Asks why."""

    reason = forms.CharField(
        label=_REASON,
        help_text=_REASON_HELP,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DecisionForm(_ReasonForm):
    """Approve or refuse. reading: only for what is read; program_models: only for a rename."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Decision"), choices=_OUTCOMES, widget=forms.RadioSelect
    )
    reading = forms.CharField(required=False)
    program_models = forms.MultipleChoiceField(
        label=gettext_lazy("Program models"),
        help_text=gettext_lazy("Choose some to limit the decision to them; none means all three."),
        required=False,
        choices=_MODELS,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("outcome", "reading", "program_models", "reason")

    def __init__(self, card: ReviewCard, data: Any = None) -> None:
        super().__init__(data, initial={"reading": card.proposal})
        reading = _reading_field(card)
        if reading is None:
            del self.fields["reading"]
        else:
            self.fields["reading"] = reading
        if card.kind != ReviewKind.RENAME.value:
            del self.fields["program_models"]
        self.order_fields(self.field_order)

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields in their order."""
        return [self[name] for name in self.fields]


def _reading_field(card: ReviewCard) -> forms.Field | None:
    match card.kind:
        case ReviewKind.SIGNED_DATE.value:
            return forms.CharField(
                label=gettext_lazy("Signed date, if you approve"),
                help_text=gettext_lazy("YYYY-MM-DD, as the agreement itself says."),
                required=False,
                max_length=10,
            )
        case ReviewKind.STATE.value:
            return _choice(gettext_lazy("State, if you approve"), list(STATE_NAMES.items()))
        case ReviewKind.PROGRAM_MODEL.value:
            return _choice(gettext_lazy("Program model, if you approve"), _MODELS)
        case ReviewKind.COUNTY.value:
            state = card.agency.state if card.agency else ""
            counties = [(county.fips, county.name) for county in counties_of(state)]
            return _choice(gettext_lazy("County, if you approve"), counties)
        case _:
            return None


def _choice(label: Any, choices: list[tuple[str, str]]) -> forms.Field:
    nothing = ("", gettext_lazy("Nothing chosen"))
    return forms.ChoiceField(label=label, required=False, choices=[nothing, *choices])


class UndoForm(_ReasonForm):
    """Take a decision back."""

    reason = forms.CharField(
        label=gettext_lazy("Reason for undoing it"),
        help_text=_REASON_HELP,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ImportForm(forms.Form):
    """A list as ICE published it. kind, list_date: only where header and file name do not say."""

    file = forms.FileField(
        label=gettext_lazy("List"),
        help_text=gettext_lazy("The .xlsx file as ICE published it, under its own name."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of list"),
        required=False,
        choices=[
            ("", gettext_lazy("As the list itself says")),
            (ListKind.PARTICIPATING.value, gettext_lazy("Signed agreements")),
            (ListKind.PENDING.value, gettext_lazy("Pending requests")),
        ],
    )
    list_date = forms.DateField(
        label=gettext_lazy("List date"),
        help_text=gettext_lazy("Leave it out to take the date in the file's name."),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
