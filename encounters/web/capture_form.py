"""The 60-second record as a form (field dictionary, section 3). Two answers are compulsory."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agreements_ref import queries as registry
from agreements_ref.rules.places import County, all_counties
from agreements_ref.rules.states import STATE_NAMES
from encounters import labels
from encounters.moments import written_moment
from encounters.records import EncounterInput, PresenceInput
from encounters.rules import codes
from encounters.rules.codes import UNKNOWN_PLACE
from encounters.rules.local_time import zone_named
from encounters.rules.time_values import ABOUT_TOLERANCE_MIN, BadTimeValue, TimeValue
from encounters.web import local_times

NOW, ABOUT, BETWEEN = "now", "about", "between"
# Eight tiles in sight; the others stand behind "More".
KINDS_IN_SIGHT = (
    codes.EncounterKind.TRAFFIC_STOP,
    codes.EncounterKind.PEDESTRIAN_STOP,
    codes.EncounterKind.CHECKPOINT,
    codes.EncounterKind.HOME_VISIT,
    codes.EncounterKind.WORKPLACE,
    codes.EncounterKind.COURTHOUSE,
    codes.EncounterKind.JAIL_HOLD,
    codes.EncounterKind.OTHER,
)
KINDS = (*KINDS_IN_SIGHT, *(kind for kind in codes.EncounterKind if kind not in KINDS_IN_SIGHT))
STATUS_ANSWERS = (
    codes.StatusQuestion.YES,
    codes.StatusQuestion.NO,
    codes.StatusQuestion.COULD_NOT_HEAR,
)
NOTE_MOST = 20_000
AGENCIES_MOST = 12
_ASKED_FOR = {ABOUT: ("about_at",), BETWEEN: ("between_from", "between_to")}
_NO_MEMORY = {"autocomplete": "off", "spellcheck": "false"}


def new_client_key() -> str:
    """Return a name for one sealing: a double tap makes one record."""
    return secrets.token_urlsafe(18)


class CaptureForm(forms.Form):
    """One encounter, as an observer taps it in.

    teams: those the person logs for, as (id, name); the field is left out for a single one.
    """

    # What is missing is said calmly, above the form, once somebody wants to go on.
    use_required_attribute = False

    client_key = forms.CharField(widget=forms.HiddenInput, min_length=8, max_length=64)
    now_at = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    team = forms.ChoiceField(label=_("For which team?"), widget=forms.RadioSelect)
    observer_is_subject = forms.BooleanField(label=_("I am the one being stopped"), required=False)
    kind = forms.ChoiceField(
        label=_("What is happening?"),
        widget=forms.RadioSelect,
        choices=labels.choices(KINDS),
        error_messages={"required": _("Choose what is happening.")},
    )
    basis = forms.ChoiceField(
        label=_("How do you know?"),
        widget=forms.RadioSelect,
        choices=[(code.value, words) for code, words in labels.BASIS_PROMPTS.items()],
        error_messages={"required": _("Choose how you know it.")},
    )
    when = forms.ChoiceField(
        label=_("When?"),
        widget=forms.RadioSelect,
        required=False,
        choices=[(NOW, _("Now")), (ABOUT, _("About…")), (BETWEEN, _("Between…"))],
    )
    about_at = local_times.WallTimeField(label=_("About when"), required=False)
    tolerance = forms.TypedChoiceField(
        label=_("How far off at the most"),
        required=False,
        coerce=int,
        choices=local_times.TOLERANCES,
    )
    between_from = local_times.WallTimeField(label=_("Not before"), required=False)
    between_to = local_times.WallTimeField(label=_("Not after"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    county_fips = forms.CharField(label=_("County"), required=False, max_length=7)
    tz = forms.ChoiceField(
        label=_("Time zone of the place"),
        required=False,
        error_messages={"invalid_choice": _("Choose a time zone from the list.")},
    )
    place_text = forms.CharField(
        label=_("Cross streets or a landmark"),
        help_text=_("Sealed like the note. No house number."),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs=_NO_MEMORY),
    )
    unidentified = forms.MultipleChoiceField(
        label=_("Not identified"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=labels.choices(codes.UnidentifiedAgency),
    )
    status_question_asked = forms.ChoiceField(
        label=_("Did they ask about papers?"),
        widget=forms.RadioSelect,
        required=False,
        choices=labels.choices(STATUS_ANSWERS),
    )
    someone_taken = forms.ChoiceField(
        label=_("Is someone being taken?"),
        widget=forms.RadioSelect,
        required=False,
        choices=labels.choices(codes.SomeoneTaken),
    )
    note = forms.CharField(
        label=_("Short note"),
        help_text=_("Write P1, P2 instead of names. It is sealed as soon as you send it."),
        required=False,
        max_length=NOTE_MOST,
        widget=forms.Textarea(attrs={"rows": 4, **_NO_MEMORY}),
    )

    def __init__(self, *args: Any, teams: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        self._is_checked = False
        super().__init__(*args, **kwargs)
        if len(teams) == 1:
            del self.fields["team"]
        else:
            _choice(self, "team").choices = list(teams)
        self.only_team = UUID(teams[0][0]) if len(teams) == 1 else None
        _choice(self, "state").choices = [
            (UNKNOWN_PLACE, _("I do not know")),
            *sorted(STATE_NAMES.items(), key=lambda named: named[1]),
        ]
        zones = self.zones_of_place()
        offered = zones if zones else known_zones()
        _choice(self, "tz").choices = [
            ("", _("Choose a time zone")),
            *((zone, zone) for zone in offered),
        ]

    def is_valid(self) -> bool:
        """Check what was written, because somebody wants to go on."""
        self._is_checked = True
        return super().is_valid()

    @property
    def errors(self) -> ErrorDict:
        """What is wrong, once it was asked for: nothing is marked while the form is filled in."""
        return super().errors if self._is_checked else ErrorDict()

    # --- what the page shows beside the fields ----------------------------------------------

    def written(self, name: str) -> str:
        """Return what stands in a field now, checked or not."""
        value = self[name].value()
        return "" if value is None else str(value)

    @property
    def state_written(self) -> str:
        """The state as it stands in the form; `unknown` where it is none."""
        state = self.written("state")
        return state if state in STATE_NAMES else UNKNOWN_PLACE

    @property
    def counties(self) -> Sequence[County]:
        """The counties of the state."""
        return registry.counties(self.state_written)

    @property
    def county_written(self) -> str:
        """The county as it stands in the form, if it is one of the state."""
        county = self.written("county_fips")
        return county if any(one.fips == county for one in self.counties) else UNKNOWN_PLACE

    def zones_of_place(self) -> tuple[str, ...]:
        """Return the zones that hold where the record says it was; none for an unknown place."""
        return registry.zones_of_place(state=self.state_written, county_fips=self.county_written)

    @property
    def only_zone(self) -> str | None:
        """The zone of the place, if the place tells it."""
        zones = self.zones_of_place()
        return zones[0] if len(zones) == 1 else None

    @property
    def local_now(self) -> str:
        """The time there now, so that an observer can compare it with a clock."""
        zone = self.only_zone
        return "" if zone is None else written_moment(timezone.now(), zone_named(zone))

    def chosen_agencies(self) -> list[UUID]:
        """Return the agencies that are ticked, in their order; what is no id is left out."""
        chosen: list[UUID] = []
        for text in self.data.getlist("agency") if hasattr(self.data, "getlist") else ():
            try:
                chosen.append(UUID(text))
            except ValueError:
                continue
        return list(dict.fromkeys(chosen))[:AGENCIES_MOST]

    def count_of(self, agency: UUID | str) -> str:
        """Return the number of officers that stands beside an agency, or nothing."""
        count = self.data.get(f"count-{agency}", "")
        return count if count in set(codes.CountBand) else ""

    # --- checking -----------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        """Check what depends on more than one field, and put `zone` and `started` beside them."""
        values = super().clean() or {}
        for name in _ASKED_FOR.get(values.get("when") or NOW, ()):
            if values.get(name) is None and name not in self.errors:
                self.add_error(name, _("Give the day and the time."))
        zone = self._zone(values)
        values["zone"] = zone
        values["started"] = None if zone is None else self._started(values, zone)
        return values

    def clean_county_fips(self) -> str:
        """Return a county of the state, or unknown."""
        county = str(self.cleaned_data["county_fips"]) or UNKNOWN_PLACE
        state = self.cleaned_data.get("state") or UNKNOWN_PLACE
        if not registry.is_known_place(state=state, county_fips=county):
            raise forms.ValidationError(
                _("This county is not in that state. Choose it again."), code="invalid"
            )
        return county

    def clean_state(self) -> str:
        """Return a state, or unknown."""
        return self.cleaned_data["state"] or UNKNOWN_PLACE

    def _zone(self, values: dict[str, Any]) -> ZoneInfo | None:
        zones = self.zones_of_place()
        if len(zones) == 1:
            return zone_named(zones[0])
        if values.get("tz"):
            return zone_named(values["tz"])
        if "tz" not in self.errors:
            self.add_error("tz", _("The place alone does not tell the time. Choose its time zone."))
        return None

    def _started(self, values: dict[str, Any], zone: ZoneInfo) -> TimeValue | None:
        """Return the start; None where a time is missing, which was said already."""
        basis, when = self._basis(values), values.get("when") or NOW
        if any(values.get(name) is None for name in _ASKED_FOR.get(when, ())):
            return None
        if when == ABOUT:
            return local_times.about(
                values["about_at"], zone, basis, values.get("tolerance") or ABOUT_TOLERANCE_MIN
            )
        if when == BETWEEN:
            try:
                return local_times.between(
                    values["between_from"], values["between_to"], zone, basis
                )
            except BadTimeValue:
                self.add_error("between_to", _("This is before the other time. Check both."))
                return None
        return TimeValue.at(self._now(values), basis)

    def _now(self, values: dict[str, Any]) -> datetime:
        """Return the moment that "now" stood for when the summary was first shown."""
        try:
            frozen = datetime.fromisoformat(values.get("now_at") or "")
        except ValueError:
            return timezone.now()
        now = timezone.now()
        if frozen.tzinfo is None or frozen > now:
            return now
        return frozen.astimezone(UTC)

    def _is_now_open(self, values: dict[str, Any]) -> bool:
        """Say whether "now" was never fixed by a summary: then it is the moment of receipt."""
        return (values.get("when") or NOW) == NOW and not values.get("now_at")

    def _basis(self, values: dict[str, Any]) -> codes.Basis:
        basis = codes.Basis(values.get("basis") or codes.Basis.OBSERVED)
        if basis is codes.Basis.OBSERVED and values.get("observer_is_subject"):
            return codes.Basis.SELF
        return basis

    # --- what comes out -------------------------------------------------------------------------

    def team_id(self) -> UUID:
        """Return the team that the record is logged for."""
        return self.only_team or UUID(self.cleaned_data["team"])

    def presences(self) -> list[PresenceInput]:
        """Return the agencies present, with the number of officers."""
        named = [
            PresenceInput(agency_id=agency, officer_count_band=_band(self.count_of(agency)))
            for agency in self.chosen_agencies()
        ]
        unnamed = [
            PresenceInput(
                unidentified=codes.UnidentifiedAgency(code),
                agency_level=_LEVEL_OF_UNIDENTIFIED[codes.UnidentifiedAgency(code)],
                officer_count_band=_band(self.count_of(code)),
            )
            for code in self.cleaned_data["unidentified"]
        ]
        return named + unnamed

    def as_input(self) -> EncounterInput:
        """Return the checked record as the services take it."""
        values = self.cleaned_data
        return EncounterInput(
            kind=codes.EncounterKind(values["kind"]),
            basis=self._basis(values),
            started=None if self._is_now_open(values) else values["started"],
            state=values["state"],
            county_fips=values["county_fips"],
            tz=values["zone"].key,
            presences=self.presences(),
            status_question_asked=_answer(codes.StatusQuestion, values["status_question_asked"]),
            someone_taken=_answer(codes.SomeoneTaken, values["someone_taken"]),
            observer_is_subject=values["observer_is_subject"],
            note=values["note"],
            place_text=values["place_text"],
            language=get_language() or "en",
        )


_LEVEL_OF_UNIDENTIFIED = {
    codes.UnidentifiedAgency.UNKNOWN_LOCAL: codes.AgencyLevel.UNKNOWN,
    codes.UnidentifiedAgency.UNKNOWN_FEDERAL: codes.AgencyLevel.FEDERAL,
    codes.UnidentifiedAgency.UNKNOWN: codes.AgencyLevel.UNKNOWN,
}


def known_zones() -> tuple[str, ...]:
    """Return every zone that holds in some county."""
    return tuple(sorted({zone for one in all_counties().values() for zone in one.time_zones}))


def _choice(form: forms.Form, name: str) -> forms.ChoiceField:
    return cast("forms.ChoiceField", form.fields[name])


def _band(count: str) -> codes.CountBand | None:
    return codes.CountBand(count) if count else None


def _answer(code_list: type[Any], value: str) -> Any:
    return code_list(value) if value else None
