"""What two lists compared, and the counts of every list, show; field by field."""

from rest_framework import serializers

from agreements_ref.api.serializers import AgencySerializer
from agreements_ref.rules.program_models import EVALUATED

_MODELS = [model.value for model in EVALUATED]


class TwoListsSerializer(serializers.Serializer[object]):
    """Two lists of one kind, by SHA-256 (64 hexadecimal digits)."""

    earlier = serializers.RegexField(r"^[0-9a-f]{64}$")
    later = serializers.RegexField(r"^[0-9a-f]{64}$")


class ListNameSerializer(serializers.Serializer[object]):
    """A list that counts, by its bytes."""

    sha256 = serializers.CharField()
    kind = serializers.ChoiceField(choices=["participating", "pending"])
    file = serializers.CharField()
    list_date = serializers.DateField()
    known_from = serializers.DateTimeField()


class ListedAgreementSerializer(serializers.Serializer[object]):
    """An agency and program model, with its row and readable signed date in either list."""

    agency = AgencySerializer()
    program_model = serializers.ChoiceField(choices=_MODELS)
    earlier_row = serializers.IntegerField(allow_null=True)
    later_row = serializers.IntegerField(allow_null=True)
    signed_earlier = serializers.DateField(allow_null=True)
    signed_later = serializers.DateField(allow_null=True)


class ChangedModelsSerializer(serializers.Serializer[object]):
    """An agency in both lists that lost or gained a model."""

    agency = AgencySerializer()
    gone = serializers.ListField(child=serializers.ChoiceField(choices=_MODELS))
    added = serializers.ListField(child=serializers.ChoiceField(choices=_MODELS))


class ListChangesSerializer(serializers.Serializer[object]):
    """What changed. A row that is gone is not listed since; no list says terminated."""

    earlier = ListNameSerializer()
    later = ListNameSerializer()
    added = ListedAgreementSerializer(many=True)
    gone = ListedAgreementSerializer(many=True)
    redated = ListedAgreementSerializer(many=True)
    models = ChangedModelsSerializer(many=True)
    unchanged = serializers.IntegerField()


class CountsByModelSerializer(serializers.Serializer[object]):
    """Agreements by program model."""

    JEM = serializers.IntegerField()
    TFM = serializers.IntegerField()
    WSO = serializers.IntegerField()


class ListCountSerializer(serializers.Serializer[object]):
    """What one list of signed agreements shows; doubled rows count once."""

    list = ListNameSerializer()
    by_model = CountsByModelSerializer()
    agreements = serializers.IntegerField()
    agencies = serializers.IntegerField()
    states = serializers.IntegerField()


class GrowthSerializer(serializers.Serializer[object]):
    """Counts of every list, oldest first; one page."""

    results = ListCountSerializer(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class ComparableListsSerializer(serializers.Serializer[object]):
    """The lists that count, newest first by kind; one page."""

    results = ListNameSerializer(many=True)
    next_cursor = serializers.CharField(allow_null=True)
