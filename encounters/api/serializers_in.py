"""What the API takes in about encounters: explicit fields, each with its codes."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django.conf import settings
from rest_framework import serializers

from encounters.api.strict import StrictSerializer
from encounters.api.time_values import InstantField, TimeValueIn
from encounters.records import (
    ConsentInput,
    CustodyEventInput,
    EncounterInput,
    PresenceInput,
)
from encounters.rules import codes

NOTE_MOST = 20_000


def code_field(code_list: Iterable[StrEnum], **options: Any) -> serializers.ChoiceField:
    """Return a field that takes the codes of one list."""
    return serializers.ChoiceField(choices=[code.value for code in code_list], **options)


def optional_code(code_list: Iterable[StrEnum]) -> serializers.ChoiceField:
    """Return a field for a code that may be left out, or null."""
    return code_field(code_list, required=False, allow_null=True)


class PresenceIn(StrictSerializer):
    """An agency present: `agency`, or `unidentified`."""

    agency = serializers.UUIDField(required=False, allow_null=True)
    unidentified = optional_code(codes.UnidentifiedAgency)
    agency_level = code_field(codes.AgencyLevel, required=False)
    officer_count_band = optional_code(codes.CountBand)
    identified_by = optional_code(codes.IdentifiedBy)

    def as_input(self, values: dict[str, Any]) -> PresenceInput:
        """Return the checked values as the services take them."""
        return PresenceInput(
            agency_id=values.get("agency"),
            unidentified=_code(codes.UnidentifiedAgency, values.get("unidentified")),
            agency_level=codes.AgencyLevel(values.get("agency_level", codes.AgencyLevel.UNKNOWN)),
            officer_count_band=_code(codes.CountBand, values.get("officer_count_band")),
            identified_by=_code(codes.IdentifiedBy, values.get("identified_by")),
        )


class EncounterIn(StrictSerializer):
    """The 60-second record. Two answers are needed: `kind` and `basis`.

    team: may be left out by a person who logs for one team. started: now, when left out.
    tz: IANA zone of the place; may be left out where the county keeps one clock.
    note, place_text: sealed on arrival and never returned.
    """

    team = serializers.UUIDField(required=False)
    kind = code_field(codes.EncounterKind)
    basis = code_field(codes.Basis)
    confidence = code_field(codes.Confidence, required=False)
    started = TimeValueIn(required=False, allow_null=True)
    state = serializers.CharField(max_length=7, required=False)
    county_fips = serializers.CharField(max_length=7, required=False)
    tz = serializers.CharField(max_length=40, required=False, allow_null=True)
    setting = optional_code(codes.Setting)
    agency_presence = PresenceIn(
        many=True,
        required=False,
        max_length=30,  # type: ignore[call-arg]  # taken by the list that `many` makes
    )
    status_question_asked = optional_code(codes.StatusQuestion)
    someone_taken = optional_code(codes.SomeoneTaken)
    observer_is_subject = serializers.BooleanField(required=False)
    note = serializers.CharField(max_length=NOTE_MOST, required=False, allow_blank=True)
    place_text = serializers.CharField(max_length=500, required=False, allow_blank=True)
    language = serializers.ChoiceField(
        choices=[code for code, _name in settings.LANGUAGES], required=False
    )


def encounter_input(values: dict[str, Any]) -> EncounterInput:
    """Return the checked values of `EncounterIn` as the services take them."""
    started = values.get("started")
    return EncounterInput(
        kind=codes.EncounterKind(values["kind"]),
        basis=codes.Basis(values["basis"]),
        confidence=codes.Confidence(values.get("confidence", codes.Confidence.FAIRLY_SURE)),
        started=None if started is None else started["value"],
        state=values.get("state", codes.UNKNOWN_PLACE),
        county_fips=values.get("county_fips", codes.UNKNOWN_PLACE),
        tz=values.get("tz"),
        setting=_code(codes.Setting, values.get("setting")),
        presences=[PresenceIn().as_input(one) for one in values.get("agency_presence", ())],
        status_question_asked=_code(codes.StatusQuestion, values.get("status_question_asked")),
        someone_taken=_code(codes.SomeoneTaken, values.get("someone_taken")),
        observer_is_subject=values.get("observer_is_subject", False),
        note=values.get("note", ""),
        place_text=values.get("place_text", ""),
        language=values.get("language", settings.LANGUAGE_CODE),
    )


class EncounterChangesIn(StrictSerializer):
    """The workflow fields of an encounter. Facts are never changed: add an addendum instead."""

    verification = code_field(codes.Verification)


class AddendumIn(StrictSerializer):
    """What somebody adds later. It is sealed on arrival and never returned."""

    text = serializers.CharField(max_length=NOTE_MOST)
    language = serializers.ChoiceField(
        choices=[code for code, _name in settings.LANGUAGES], required=False
    )


class CustodyEventIn(StrictSerializer):
    """A dated claim about custody. other_hold: for events with which release fell due."""

    type = code_field(codes.CustodyEventType)
    at = TimeValueIn()
    other_hold = optional_code(codes.OtherHold)

    def as_input(self, values: dict[str, Any]) -> CustodyEventInput:
        """Return the checked values as the services take them."""
        return CustodyEventInput(
            type=codes.CustodyEventType(values["type"]),
            at=values["at"]["value"],
            other_hold=_code(codes.OtherHold, values.get("other_hold")),
        )


class ConsentIn(StrictSerializer):
    """What the affected person said about being counted in reports."""

    state = code_field(
        [
            codes.ConsentState.GIVEN,
            codes.ConsentState.REFUSED,
            codes.ConsentState.COULD_NOT_ASK,
            codes.ConsentState.WITHDRAWN,
        ]
    )
    circumstances = code_field(codes.ConsentCircumstances)
    given_by = optional_code(codes.ConsentGivenBy)
    how = optional_code(codes.ConsentHow)
    asked_at = InstantField()

    def as_input(self, values: dict[str, Any]) -> ConsentInput:
        """Return the checked values as the services take them."""
        return ConsentInput(
            state=codes.ConsentState(values["state"]),
            circumstances=codes.ConsentCircumstances(values["circumstances"]),
            asked_at=values["asked_at"],
            given_by=_code(codes.ConsentGivenBy, values.get("given_by")),
            how=_code(codes.ConsentHow, values.get("how")),
        )


def _code(code_list: type[Any], value: str | None) -> Any:
    return None if value is None else code_list(value)
