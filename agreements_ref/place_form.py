"""The question of "Find my county", by GET: state first, then county."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from agreements_ref.forms import AgencyDayForm
from agreements_ref.rules.places import counties_of
from agreements_ref.rules.states import STATE_NAMES


class PlaceForm(AgencyDayForm):
    """Ask about a county and a day.

    The counties offered are those of the state; a county of another state counts as not chosen,
    so that changing the state begins anew.
    """

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("Choose a state")), *STATE_NAMES.items()],
    )
    county = forms.ChoiceField(label=gettext_lazy("County or city of its own"), required=False)
    field_order = ("state", "county", "on", "known_on")

    def __init__(self, data: Any) -> None:
        asked = data.copy()
        state = asked.get("state", "")
        found = [(one.fips, one.name) for one in counties_of(state)]
        if asked.get("county", "") not in dict(found):
            asked["county"] = ""
        super().__init__(asked)
        field = self.fields["county"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext_lazy("Choose a county")), *found]
        if not found:
            field.disabled = True

    @property
    def question(self) -> tuple[str, date, date | None] | None:
        """The county's code, the day and the knowledge asked for; None without a county."""
        asked = self.cleaned_data
        if not asked.get("county"):
            return None
        return asked["county"], asked["on"], asked["known_on"]
