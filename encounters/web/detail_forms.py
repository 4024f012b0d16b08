"""The forms of an encounter's page: custody events, consent, addenda, verification."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from encounters import labels
from encounters.records import ConsentInput, CustodyEventInput
from encounters.rules import codes
from encounters.rules.time_values import ABOUT_TOLERANCE_MIN, BadTimeValue, Precision, TimeValue
from encounters.web import local_times
from encounters.web.capture_form import NOTE_MOST

_CHOOSE = ("", _("Choose one"))
_NOTHING = ("", _("not answered"))


class OnceForm(forms.Form):
    """A form that names its sending, so that a double tap adds one thing."""

    client_key = forms.CharField(widget=forms.HiddenInput, min_length=8, max_length=64)


class CustodyEventForm(OnceForm):
    """One dated claim about custody. Times are those of the place of custody."""

    type = forms.ChoiceField(
        label=_("What happened"), choices=[_CHOOSE, *labels.choices(codes.CustodyEventType)]
    )
    precision = forms.ChoiceField(
        label=_("How exactly do you know when"),
        choices=labels.choices(Precision),
        initial=Precision.MINUTE.value,
    )
    earliest = local_times.WallTimeField(
        label=_("When, or not before"), help_text=_("Local time of the place."), required=False
    )
    latest = local_times.WallTimeField(
        label=_("Not after"), help_text=_("Only for between and before."), required=False
    )
    basis = forms.ChoiceField(label=_("Who says so"), choices=labels.choices(codes.Basis))
    other_hold = forms.ChoiceField(
        label=_("Did anything else still hold them?"),
        help_text=_(
            "Only where release fell due: another charge, another warrant. Left open, the clocks"
            " take it as not known."
        ),
        required=False,
        choices=[_NOTHING, *labels.choices(codes.OtherHold)],
    )

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    def clean(self) -> dict[str, Any]:
        """Put the time value under `at`, or say which time is missing."""
        values = super().clean() or {}
        if {"precision", "basis"} <= set(values) and not {"earliest", "latest"} & set(self.errors):
            values["at"] = self._at(values)
        return values

    def _at(self, values: dict[str, Any]) -> TimeValue | None:
        precision = Precision(values["precision"])
        basis = codes.Basis(values["basis"])
        earliest, latest = values.get("earliest"), values.get("latest")
        for name in _ASKED_FOR[precision]:
            if values.get(name) is None:
                self.add_error(name, _("Give the day and the time."))
        if self.errors:
            return None
        try:
            return _time_value(precision, earliest, latest, self.zone, basis)
        except BadTimeValue:
            self.add_error("latest", _("This is before the other time. Check both."))
            return None

    def as_input(self) -> CustodyEventInput:
        """Return the checked claim as the services take it."""
        values = self.cleaned_data
        other_hold = values["other_hold"]
        return CustodyEventInput(
            type=codes.CustodyEventType(values["type"]),
            at=values["at"],
            other_hold=codes.OtherHold(other_hold) if other_hold else None,
        )


_ASKED_FOR: dict[Precision, tuple[str, ...]] = {
    Precision.EXACT: ("earliest",),
    Precision.MINUTE: ("earliest",),
    Precision.ABOUT: ("earliest",),
    Precision.BETWEEN: ("earliest", "latest"),
    Precision.BEFORE: ("latest",),
    Precision.AFTER: ("earliest",),
    Precision.DAY_ONLY: ("earliest",),
    Precision.UNKNOWN: (),
}


def _time_value(
    precision: Precision,
    earliest: datetime | None,
    latest: datetime | None,
    zone: ZoneInfo,
    basis: codes.Basis,
) -> TimeValue:
    """Return the time value of what was typed; `_ASKED_FOR` says which bounds are there."""
    if precision is Precision.BEFORE and latest is not None:
        return local_times.before(latest, zone, basis)
    if earliest is None:
        return TimeValue.unknown(basis)
    match precision:
        case Precision.BETWEEN if latest is not None:
            return local_times.between(earliest, latest, zone, basis)
        case Precision.ABOUT:
            return local_times.about(earliest, zone, basis, ABOUT_TOLERANCE_MIN)
        case Precision.AFTER:
            return local_times.after(earliest, zone, basis)
        case Precision.DAY_ONLY:
            return TimeValue.on_day(earliest.date(), zone, basis)
    value = local_times.to_the_minute(earliest, zone, basis)
    # An exact time in an hour that clocks repeat is still one of two.
    if precision is Precision.EXACT and value.precision is Precision.MINUTE:
        return TimeValue(Precision.EXACT, value.earliest, value.latest, basis)
    return value


class ConsentForm(OnceForm):
    """What the affected person said about being counted."""

    state = forms.ChoiceField(
        label=_("What did they say?"),
        widget=forms.RadioSelect,
        choices=labels.choices(
            (
                codes.ConsentState.GIVEN,
                codes.ConsentState.REFUSED,
                codes.ConsentState.COULD_NOT_ASK,
                codes.ConsentState.WITHDRAWN,
            )
        ),
    )
    circumstances = forms.ChoiceField(
        label=_("Where did you ask?"),
        widget=forms.RadioSelect,
        choices=labels.choices(codes.ConsentCircumstances),
    )
    given_by = forms.ChoiceField(
        label=_("Who answered?"),
        required=False,
        choices=[_NOTHING, *labels.choices(codes.ConsentGivenBy)],
    )
    how = forms.ChoiceField(
        label=_("How did they answer?"),
        required=False,
        choices=[_NOTHING, *labels.choices(codes.ConsentHow)],
    )

    def clean(self) -> dict[str, Any]:
        """Ask for who and how when consent was given."""
        values = super().clean() or {}
        if values.get("state") == codes.ConsentState.GIVEN.value:
            for name in ("given_by", "how"):
                if not values.get(name):
                    self.add_error(name, _("Say who gave consent, and how."))
        return values

    def as_input(self, asked_at: datetime) -> ConsentInput:
        """Return the checked answer as the services take it. asked_at: aware UTC."""
        values = self.cleaned_data
        return ConsentInput(
            state=codes.ConsentState(values["state"]),
            circumstances=codes.ConsentCircumstances(values["circumstances"]),
            asked_at=asked_at,
            given_by=codes.ConsentGivenBy(values["given_by"]) if values["given_by"] else None,
            how=codes.ConsentHow(values["how"]) if values["how"] else None,
        )


class AddendumForm(OnceForm):
    """What somebody remembers later."""

    text = forms.CharField(
        label=_("What do you want to add?"),
        help_text=_("It is sealed as soon as you send it. What was written first stays."),
        max_length=NOTE_MOST,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Write what you want to add.")},
    )


class VerificationForm(forms.Form):
    """How far a second person has checked the record. version: what the editor read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    verification = forms.ChoiceField(
        label=_("Verification"),
        widget=forms.RadioSelect,
        choices=labels.choices(codes.Verification),
    )
