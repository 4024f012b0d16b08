"""The questions that the register's pages take, all by GET: an answer has an address."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements_ref.rules.names import agency_key
from agreements_ref.rules.states import STATE_NAMES

_NO_DAY = gettext_lazy("This is no day. Write it as YYYY-MM-DD, for example 2025-06-01.")


def today_utc() -> date:
    """Return the day that the register calls today."""
    return datetime.now(UTC).date()


class _DayField(forms.DateField):
    """A day as browsers send it, YYYY-MM-DD in every language."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": _NO_DAY},
            **kwargs,
        )


class _DayForm(forms.Form):
    """Asks about a day: today when none is given."""

    on = _DayField(label=gettext_lazy("Day asked about"))

    def clean_on(self) -> date:
        """Take today for none. Where clocks run ahead of UTC, its tomorrow is their today."""
        on: date | None = self.cleaned_data["on"]
        if on is not None and on > today_utc() + timedelta(days=1):
            raise forms.ValidationError(
                _("This day is still to come. No list speaks about it; use today or a day before.")
            )
        return on or today_utc()


class SearchForm(_DayForm):
    """Find agencies. q: words of the name, spelled in any way that the lists use."""

    q = forms.CharField(
        label=gettext_lazy("Words of the agency's name"),
        help_text=gettext_lazy("Full stops, apostrophes and “Saint” or “St.” make no difference."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All states")), *STATE_NAMES.items()],
    )
    field_order = ("q", "state", "on")

    def clean_q(self) -> str:
        """Refuse words of which nothing is left to look for."""
        words: str = self.cleaned_data["q"]
        if words.strip() and not agency_key(words):
            raise forms.ValidationError(_("Type at least one letter or digit of the name."))
        return words


class AgencyDayForm(_DayForm):
    """Ask about one agency. known_on: whose knowledge counts, a day in UTC."""

    known_on = _DayField(
        label=gettext_lazy("As known on"),
        help_text=gettext_lazy(
            "Leave it out to use every list. With a day (UTC), later lists are left aside."
        ),
    )

    def clean_known_on(self) -> date | None:
        """Refuse a day whose knowledge nobody has yet."""
        known_on: date | None = self.cleaned_data["known_on"]
        if known_on is not None and known_on > today_utc():
            raise forms.ValidationError(
                _("Nobody knows yet what will be known then. Use today (UTC) or a day before.")
            )
        return known_on
