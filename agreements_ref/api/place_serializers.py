"""What the answer for a place shows, field by field."""

from rest_framework import serializers

from agreements_ref.api.serializers import (
    AgencySerializer,
    CountySerializer,
    CoverageSerializer,
    EvidenceSerializer,
)
from agreements_ref.queries.by_place import PlaceAnswer, PlacedAgency
from agreements_ref.rules.program_models import EVALUATED

_MODELS = [model.value for model in EVALUATED]
_GROUPS = ("in_effect", "uncertain", "pending", "pending_uncertain")


class ModelsSerializer(serializers.Serializer[object]):
    """Program models by what the lists said of them; each a sorted list."""

    in_effect = serializers.ListField(child=serializers.ChoiceField(choices=_MODELS))
    uncertain = serializers.ListField(child=serializers.ChoiceField(choices=_MODELS))
    pending = serializers.ListField(child=serializers.ChoiceField(choices=_MODELS))
    pending_uncertain = serializers.ListField(child=serializers.ChoiceField(choices=_MODELS))


class PlacedAgencySerializer(ModelsSerializer):
    """One agency. evidence: the rows behind what the lists said of it; none when they said nothing.

    names_county: its name has the county's whole name, a hint where no list says the place.
    """

    agency = AgencySerializer()
    is_sheriffs = serializers.BooleanField()
    names_county = serializers.BooleanField()
    evidence = EvidenceSerializer(many=True)


class PlaceSummarySerializer(serializers.Serializer[object]):
    """Does the sheriff have one, which models, do city police take part, are there several?

    sheriffs: ids of the sheriff's agencies of the county, and of unplaced ones with its name.
    sheriffs_in_effect: their models. agencies_in_effect and agreements_in_effect count agencies
    that lists place in the county.
    """

    sheriffs = serializers.ListField(child=serializers.UUIDField())
    sheriffs_in_effect = serializers.ListField(child=serializers.ChoiceField(choices=_MODELS))
    municipal_in_effect = serializers.ListField(child=serializers.UUIDField())
    agencies_in_effect = serializers.IntegerField()
    agreements_in_effect = serializers.IntegerField()


class PlaceAnswerSerializer(serializers.Serializer[object]):
    """The four groups of a county, what is in effect first in each."""

    county = CountySerializer()
    summary = PlaceSummarySerializer()
    county_agencies = PlacedAgencySerializer(many=True)
    municipal = PlacedAgencySerializer(many=True)
    state_wide = PlacedAgencySerializer(many=True)
    unplaced = PlacedAgencySerializer(many=True)
    coverage = CoverageSerializer()


def place_answer_json(answer: PlaceAnswer) -> dict[str, object]:
    """Return the printed form of an answer for a place."""
    groups = {
        name: [_agency_json(one) for one in getattr(answer, name)]
        for name in ("county_agencies", "municipal", "state_wide", "unplaced")
    }
    is_empty = not any(one.is_found for name in groups for one in getattr(answer, name))
    models = {model for one in answer.sheriffs for model in one.answer.in_effect}
    return {
        "county": CountySerializer(answer.county).data,
        "summary": {
            "sheriffs": [str(one.card.id) for one in answer.sheriffs],
            "sheriffs_in_effect": sorted(models),
            "municipal_in_effect": [str(one.card.id) for one in answer.municipal_in_effect],
            "agencies_in_effect": answer.agencies_in_effect,
            "agreements_in_effect": answer.agreements_in_effect,
        },
        **groups,
        "coverage": answer.coverage.to_json(is_empty=is_empty),
    }


def _agency_json(one: PlacedAgency) -> dict[str, object]:
    said = {name: list(getattr(one.answer, name)) for name in _GROUPS}
    return {
        "agency": AgencySerializer(one.card).data,
        "is_sheriffs": one.is_sheriffs,
        "names_county": one.names_county,
        **said,
        "evidence": [line.to_json() for line in one.answer.evidence if line.row is not None],
    }
