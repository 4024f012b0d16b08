"""What the API says about encounters. No field here can hold what a sealed part says."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from encounters.api.serializers_in import code_field
from encounters.api.time_values import InstantField, TimeValueOut
from encounters.details import EncounterDetail, FindingDetail, LinkDetail
from encounters.finding_texts import DOUBTS, FINDING_TEXTS
from encounters.readings import EpisodeClocks
from encounters.rules import codes
from encounters.rules.clock_reading import ClockId


class LinkOut(serializers.Serializer[Any]):
    """What the lists known that day said about an agency. An older link is never changed.

    days: for each local day on which the encounter can have begun, the registry's answer with its
    evidence: list, row, list date, known from.
    """

    sequence = serializers.IntegerField()
    models_in_effect = serializers.ListField(child=serializers.CharField())
    models_uncertain = serializers.ListField(child=serializers.CharField())
    has_coverage = serializers.BooleanField()
    is_stale = serializers.BooleanField()
    match_method = code_field(codes.MatchMethod)
    list_as_of = serializers.DateField(allow_null=True)
    days = serializers.SerializerMethodField()

    @extend_schema_field({"type": "array", "items": {"type": "object"}})
    def get_days(self, link: LinkDetail) -> list[Mapping[str, Any]]:
        """Return the registry's answers as they were stored."""
        return list(link.days)


class AgencyOut(serializers.Serializer[Any]):
    """An agency of the registry."""

    id = serializers.UUIDField(source="agency_id")
    name = serializers.CharField(source="agency_name")
    state = serializers.CharField(source="agency_state")


class PresenceOut(serializers.Serializer[Any]):
    """An agency present; `agency` is null where nobody could name it."""

    position = serializers.IntegerField()
    agency = serializers.SerializerMethodField()
    unidentified = code_field(codes.UnidentifiedAgency, allow_null=True)
    agency_level = code_field(codes.AgencyLevel)
    officer_count_band = code_field(codes.CountBand, allow_null=True)
    identified_by = code_field(codes.IdentifiedBy, allow_null=True)
    links = LinkOut(many=True)

    @extend_schema_field(AgencyOut(allow_null=True))
    def get_agency(self, presence: Any) -> dict[str, Any] | None:
        """Return the agency, or null."""
        return None if presence.agency_id is None else dict(AgencyOut(presence).data)


class FindingOut(serializers.Serializer[Any]):
    """Something an attorney should look at: with what it does not mean, and what weakens it."""

    id = serializers.UUIDField()
    rule = serializers.CharField(source="rule_id")
    rule_version = serializers.CharField()
    certainty = code_field(codes.Certainty)
    severity = code_field(codes.Severity)
    presence_position = serializers.IntegerField(allow_null=True)
    models_in_effect = serializers.ListField(child=serializers.CharField())
    doubts = serializers.ListField(child=serializers.CharField())
    title = serializers.SerializerMethodField()
    does_not_mean = serializers.SerializerMethodField()
    counter_indications = serializers.SerializerMethodField()
    doubts_in_words = serializers.SerializerMethodField()
    sources = serializers.SerializerMethodField()

    def get_title(self, finding: FindingDetail) -> str:
        """Return the title in the language of the request."""
        text = FINDING_TEXTS.get(finding.rule_id)
        return finding.rule_id if text is None else str(text.title)

    def get_does_not_mean(self, finding: FindingDetail) -> str:
        """Return what must not be concluded from it."""
        text = FINDING_TEXTS.get(finding.rule_id)
        return "" if text is None else str(text.does_not_mean)

    def get_counter_indications(self, finding: FindingDetail) -> list[str]:
        """Return the facts that would weaken it."""
        text = FINDING_TEXTS.get(finding.rule_id)
        return [] if text is None else [str(words) for words in text.against.values()]

    def get_doubts_in_words(self, finding: FindingDetail) -> list[str]:
        """Return what keeps it from being certain."""
        return [str(DOUBTS[doubt]) for doubt in finding.doubts]

    def get_sources(self, finding: FindingDetail) -> list[str]:
        """Return the texts that it rests on."""
        return [] if finding.rule is None else list(finding.rule.sources)


class CustodyClaimOut(serializers.Serializer[Any]):
    """One dated claim about custody, in the order in which the events happened."""

    id = serializers.UUIDField()
    type = code_field(codes.CustodyEventType)
    at = TimeValueOut()
    other_hold = code_field(codes.OtherHold, allow_null=True)


CLOCK_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        **{
            clock.value: {
                "type": "object",
                "properties": {
                    "deadline": {
                        "description": "Instant with offset, {earliest, latest}, or null."
                    },
                    "elapsed_hours": {"description": "Number, {min, max}, or null."},
                    "status": {"type": "string"},
                },
            }
            for clock in ClockId
        },
        "notes": {"type": "array", "items": {"type": "string"}},
    },
}


class EpisodeOut(serializers.Serializer[Any]):
    """One person's time in custody, and both clocks as they stand when the answer is made."""

    id = serializers.UUIDField()
    person = serializers.CharField(source="person_handle")
    is_open = serializers.BooleanField()
    tz = serializers.CharField(source="zone.key")
    events = CustodyClaimOut(source="claims", many=True)
    read_at = InstantField(source="now")
    clocks = serializers.SerializerMethodField()

    @extend_schema_field(CLOCK_SCHEMA)
    def get_clocks(self, episode: EpisodeClocks) -> dict[str, object]:
        """Return the readings in the form of the custody clocks' own answer."""
        return episode.reading.to_json()


class ConsentOut(serializers.Serializer[Any]):
    """The newest answer about being counted in reports."""

    state = code_field(codes.ConsentState)
    circumstances = code_field(codes.ConsentCircumstances)
    given_by = code_field(codes.ConsentGivenBy, allow_null=True)
    how = code_field(codes.ConsentHow, allow_null=True)
    asked_at = InstantField()
    script_version = serializers.CharField()


class EncounterOut(serializers.Serializer[EncounterDetail]):
    """One encounter: claims with their basis, agencies with their links, findings, custody.

    recorded_step: when it was received, in steps of 15 minutes. sealed_parts: how many there are;
    what they say is opened elsewhere and is never in this answer.
    """

    id = serializers.UUIDField()
    word_code = serializers.CharField()
    month_bucket = serializers.CharField()
    kind = code_field(codes.EncounterKind)
    basis = code_field(codes.Basis)
    confidence = code_field(codes.Confidence)
    started = TimeValueOut()
    state = serializers.CharField()
    county_fips = serializers.CharField()
    setting = code_field(codes.Setting)
    tz = serializers.CharField(source="zone.key")
    recorded_step = InstantField()
    observer_is_subject = serializers.BooleanField()
    status_question_asked = code_field(codes.StatusQuestion, allow_null=True)
    someone_taken = code_field(codes.SomeoneTaken, allow_null=True)
    verification = code_field(codes.Verification)
    countable = serializers.BooleanField(source="is_countable")
    agency_presence = PresenceOut(source="presences", many=True)
    findings = FindingOut(many=True)
    episodes = EpisodeOut(many=True)
    consent = ConsentOut(allow_null=True)
    sealed_parts = serializers.SerializerMethodField()

    @extend_schema_field(
        {
            "type": "object",
            "properties": {field.value: {"type": "integer"} for field in codes.SealedField},
        }
    )
    def get_sealed_parts(self, encounter: EncounterDetail) -> dict[str, int]:
        """Return how many sealed parts of each field there are."""
        return {field.value: encounter.sealed_parts.get(field, 0) for field in codes.SealedField}


class EncounterSummaryOut(serializers.Serializer[Any]):
    """An encounter as a list shows it."""

    id = serializers.UUIDField()
    word_code = serializers.CharField()
    month_bucket = serializers.CharField()
    kind = code_field(codes.EncounterKind)
    basis = code_field(codes.Basis)
    state = serializers.CharField()
    county_fips = serializers.CharField()
    status_question_asked = code_field(codes.StatusQuestion, allow_null=True)
    someone_taken = code_field(codes.SomeoneTaken, allow_null=True)
    verification = code_field(codes.Verification)
    has_finding = serializers.BooleanField()
    has_open_hold = serializers.BooleanField()


class EncounterPageOut(serializers.Serializer[Any]):
    """One page of encounters, and the cursor of the next one (null at the end)."""

    results = EncounterSummaryOut(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class AddedPartOut(serializers.Serializer[Any]):
    """A sealed part that was added. Its text is not returned."""

    id = serializers.UUIDField()
    field = code_field(codes.SealedField)
    version = serializers.IntegerField()


class ConsentAddedOut(serializers.Serializer[Any]):
    """An answer that was recorded; the newest counts."""

    id = serializers.UUIDField()
    sequence = serializers.IntegerField()
