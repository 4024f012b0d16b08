"""Reads of the register. It is public reference data: every signed-in person reads all of it."""

from agreements_ref.queries.agencies import (
    AgencyCard,
    AgencyDetail,
    AgencySpelling,
    agencies_matching,
    agencies_page,
    agency_detail,
    all_agencies,
    known_agency_ids,
)
from agreements_ref.queries.answers import (
    NamedQuestion,
    Question,
    agreements_in_effect,
    agreements_in_effect_by_name,
    agreements_in_effect_many,
)
from agreements_ref.queries.evidence import Coverage, Evidence, InEffectAnswer, KindCoverage
from agreements_ref.queries.places import counties, is_known_place, zones_of_place

__all__ = [
    "AgencyCard",
    "AgencyDetail",
    "AgencySpelling",
    "Coverage",
    "Evidence",
    "InEffectAnswer",
    "KindCoverage",
    "NamedQuestion",
    "Question",
    "agencies_matching",
    "agencies_page",
    "agency_detail",
    "agreements_in_effect",
    "agreements_in_effect_by_name",
    "agreements_in_effect_many",
    "all_agencies",
    "counties",
    "is_known_place",
    "known_agency_ids",
    "zones_of_place",
]
