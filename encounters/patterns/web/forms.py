"""The form that orders a coalition's next report."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from encounters.patterns.labels import month_label
from encounters.patterns.rules.data_cut import last_settled_month

_FIRST_QUARTERS_OFFERED = 32
_QUARTER_MONTHS = 3


class OrderForm(forms.Form):
    """Which data cut, and with the first report of a coalition from which month on.

    offered: the month ends that can be chosen. needs_start: no plan is declared yet.
    once: names this order, so that a form sent twice makes one report.
    """

    coalition = forms.UUIDField(widget=forms.HiddenInput)
    once = forms.CharField(widget=forms.HiddenInput, min_length=8, max_length=64)
    period_start = forms.ChoiceField(
        label=gettext_lazy("First month counted"),
        help_text=gettext_lazy("It is fixed with the first report and cannot be changed later."),
    )
    cutoff = forms.TypedChoiceField(
        label=gettext_lazy("Records that had arrived by"),
        coerce=date.fromisoformat,
    )

    def __init__(
        self, *args: Any, offered: Sequence[date], needs_start: bool, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cutoff"].choices = [(day.isoformat(), _cutoff_words(day)) for day in offered]  # type: ignore[attr-defined]
        if needs_start:
            months = [(month, month_label(month)) for month in _first_months(today)]
            # None is chosen beforehand: the choice is for good.
            self.fields["period_start"].choices = [("", _("Choose a month")), *months]  # type: ignore[attr-defined]
        else:
            del self.fields["period_start"]


def new_order_name() -> str:
    """Return a fresh name for one order."""
    return secrets.token_hex(16)


def _cutoff_words(day: date) -> str:
    return _("%(day)s: stops up to %(month)s") % {
        "day": date_format(day, "DATE_FORMAT"),
        "month": month_label(last_settled_month(day)),
    }


def _first_months(today: date) -> Iterable[str]:
    """Yield the first months of quarters that a report made today can count, the latest first."""
    last = last_settled_month(today)
    year, quarter = int(last[:4]), (int(last[5:]) - 1) // _QUARTER_MONTHS
    for _number in range(_FIRST_QUARTERS_OFFERED):
        yield f"{year:04d}-{quarter * _QUARTER_MONTHS + 1:02d}"
        year, quarter = (year, quarter - 1) if quarter else (year - 1, 3)
