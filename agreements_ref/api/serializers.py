"""What the register's API takes and shows, field by field."""

from rest_framework import serializers

from agreements_ref.rules.program_models import EVALUATED
from agreements_ref.rules.states import STATE_NAMES

_MODELS = [model.value for model in EVALUATED]


class AgencyFilterSerializer(serializers.Serializer[object]):
    """Query of the list of agencies."""

    state = serializers.ChoiceField(choices=sorted(STATE_NAMES), required=False, allow_blank=True)
    q = serializers.CharField(
        max_length=200,
        required=False,
        allow_blank=True,
        help_text="Every word must stand in the agency's name.",
    )
    limit = serializers.IntegerField(min_value=1, max_value=200, required=False)
    cursor = serializers.CharField(required=False)


class AgencySerializer(serializers.Serializer[object]):
    """An agency. county_fips: 5 digits, empty when no list says; vintage 2020."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=sorted(STATE_NAMES))
    name = serializers.CharField()
    level = serializers.ChoiceField(choices=["city", "county", "state", "unknown"])
    county_fips = serializers.CharField(allow_blank=True)


class AgencyPageSerializer(serializers.Serializer[object]):
    """One page of agencies."""

    results = AgencySerializer(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class SpellingSerializer(serializers.Serializer[object]):
    """A spelling of an agency's name, with the first list and row that has it."""

    spelling = serializers.CharField()
    file = serializers.CharField()
    row = serializers.IntegerField()
    list_date = serializers.DateField()


class AgencyDetailSerializer(AgencySerializer):
    """An agency with every spelling of its name."""

    spellings = SpellingSerializer(many=True)


class InEffectQuestionSerializer(serializers.Serializer[object]):
    """on: the day asked about. known_on: whose knowledge (UTC day); today when left out."""

    on = serializers.DateField()
    known_on = serializers.DateField(required=False)


class EvidenceSerializer(serializers.Serializer[object]):
    """A row that the answer rests on; row is null for a list that lacks it."""

    program_model = serializers.ChoiceField(choices=_MODELS)
    standing = serializers.ChoiceField(
        choices=["in_effect", "uncertain", "pending", "pending_uncertain", "not_listed"]
    )
    role = serializers.ChoiceField(
        choices=["first_listing", "last_listing", "signed_date", "list_before", "list_after"]
    )
    kind = serializers.ChoiceField(choices=["participating", "pending"])
    file = serializers.CharField()
    row = serializers.IntegerField(allow_null=True)
    list_date = serializers.DateField()
    known_from = serializers.DateTimeField()
    signed_on = serializers.DateField(allow_null=True)


class KindCoverageSerializer(serializers.Serializer[object]):
    """Dates of lists: on or before the day, after it, and the newest known."""

    before = serializers.DateField(allow_null=True)
    after = serializers.DateField(allow_null=True)
    newest = serializers.DateField(allow_null=True)


class DecisionNoteSerializer(serializers.Serializer[object]):
    """A person's decision that the answer rests on; it counts for every day of knowledge."""

    kind = serializers.CharField()
    reading = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    decided_at = serializers.DateTimeField()
    decided_by = serializers.CharField(allow_blank=True)


class CoverageSerializer(serializers.Serializer[object]):
    """How far the lists reach. has_data false: no data for that day, which is not "none"."""

    on = serializers.DateField()
    known_on = serializers.DateField()
    has_data = serializers.BooleanField()
    says = serializers.CharField()
    stale = serializers.DateField(
        allow_null=True, help_text="Date of the newest list when it is over 90 days older."
    )
    participating = KindCoverageSerializer()
    pending = KindCoverageSerializer()
    decisions = DecisionNoteSerializer(many=True)


class InEffectAnswerSerializer(serializers.Serializer[object]):
    """What the lists known on a day said of another day."""

    in_effect = serializers.ListField(child=serializers.ChoiceField(choices=_MODELS))
    uncertain = serializers.ListField(child=serializers.ChoiceField(choices=_MODELS))
    pending = serializers.ListField(child=serializers.ChoiceField(choices=_MODELS))
    pending_uncertain = serializers.ListField(child=serializers.ChoiceField(choices=_MODELS))
    evidence = EvidenceSerializer(many=True)
    coverage = CoverageSerializer()


class CountyFilterSerializer(serializers.Serializer[object]):
    """Query of the list of counties."""

    state = serializers.ChoiceField(choices=sorted(STATE_NAMES))


class CountySerializer(serializers.Serializer[object]):
    """A county or equivalent. Two time zones: the place alone does not tell the time."""

    fips = serializers.CharField()
    state = serializers.CharField()
    name = serializers.CharField()
    time_zones = serializers.ListField(child=serializers.CharField())


class CountyListSerializer(serializers.Serializer[object]):
    """The counties of a state, by name."""

    results = CountySerializer(many=True)
    next_cursor = serializers.CharField(allow_null=True)
