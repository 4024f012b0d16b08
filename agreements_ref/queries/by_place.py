"""Which agencies of a place had an agreement in effect on a day, in four groups.

Source: registry rules, 3, "for a place the answer has four groups".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import UUID

from django.db.models import Max, Q

from agreements_ref.models import Agency, RegisterState
from agreements_ref.queries.agencies import AgencyCard
from agreements_ref.queries.answers import Question, agreements_in_effect_many
from agreements_ref.queries.evidence import Coverage, InEffectAnswer
from agreements_ref.queries.register import Register, register_as_of
from agreements_ref.rules.agency_words import is_sheriffs, names_county
from agreements_ref.rules.columns import ListKind
from agreements_ref.rules.places import County, UnknownCounty, county

_CITY, _STATE = "city", "state"


@dataclass(frozen=True)
class PlacedAgency:
    """An agency and what the lists said of it for the day.

    agreements: the models in effect, each with the first of the ids that people declared to be
    one with this agency. is_sheriffs: its name says so. names_county: its name holds the
    county's whole name, which is a hint where no list says the place.
    """

    card: AgencyCard
    answer: InEffectAnswer
    agreements: frozenset[tuple[UUID, str]]
    is_sheriffs: bool
    names_county: bool

    @property
    def is_found(self) -> bool:
        """Whether the lists say anything of it for that day, if only that it is uncertain."""
        found = self.answer
        return bool(found.in_effect or found.uncertain or found.pending or found.pending_uncertain)


@dataclass(frozen=True)
class PlaceAnswer:
    """The answer for one county. Each group is sorted by name, what is in effect first.

    county_agencies: placed in the county and neither municipal nor state-wide. municipal: placed
    in the county. state_wide: of the county's state. unplaced: of the state, in no list with a
    county; those whose name has the county's come first.
    """

    county: County
    county_agencies: tuple[PlacedAgency, ...]
    municipal: tuple[PlacedAgency, ...]
    state_wide: tuple[PlacedAgency, ...]
    unplaced: tuple[PlacedAgency, ...]
    coverage: Coverage

    @property
    def sheriffs(self) -> tuple[PlacedAgency, ...]:
        """The sheriff's agencies of the county, and unplaced ones that bear its name."""
        hinted = (one for one in self.unplaced if one.names_county)
        return tuple(one for one in (*self.county_agencies, *hinted) if one.is_sheriffs)

    @property
    def municipal_in_effect(self) -> tuple[PlacedAgency, ...]:
        """The municipal agencies of the county that had an agreement in effect."""
        return tuple(one for one in self.municipal if one.answer.in_effect)

    @property
    def agreements_in_effect(self) -> int:
        """How many agreements (agency and program model) of agencies placed here were in effect."""
        return len(self._agreements())

    @property
    def agencies_in_effect(self) -> int:
        """How many agencies placed in the county had an agreement in effect."""
        placed = (*self.county_agencies, *self.municipal)
        return sum(bool(one.answer.in_effect) for one in placed)

    def _agreements(self) -> set[tuple[UUID, str]]:
        placed = (*self.county_agencies, *self.municipal)
        return {found for one in placed for found in one.agreements}


def agreements_in_place(
    *, county_fips: str, on: date, known_on: date | None = None
) -> PlaceAnswer | None:
    """Answer for every agency of a county and its state, or return None for no county's code.

    known_on: only lists known on this day (UTC) or before are used; None means today. Where an
    agency lies is what the newest list that says so has, for every day of knowledge. Of two names
    that a person declared to be one agency, the one that was listed last stands. The number
    of statements does not grow with the number of agencies (up to 400 of a state).
    """
    try:
        place = county(county_fips)
    except UnknownCounty:
        return None
    register = register_as_of(RegisterState.objects.values_list("token", flat=True).first())
    listed = _agencies_of(place, register, known_on or datetime.now(UTC).date())
    cards = [card for card, _ in listed]
    nobody = Agency.id_for(place.state, "")  # no agency has an empty key: coverage alone
    questions = [Question(agency_id, on, known_on) for agency_id in (*_ids(cards), nobody)]
    *answers, of_nobody = agreements_in_effect_many(questions)
    placed = [
        PlacedAgency(
            card,
            answer,
            frozenset((min(register.names_of(card.id, [m])), m) for m in answer.in_effect),
            is_sheriffs(card.name),
            names_county(card.name, state=place.state, county_fips=place.fips),
        )
        for card, answer in zip(cards, answers, strict=True)
    ]
    placed = _under_newest_names(placed, {card.id: newest for card, newest in listed}, register)
    here = [one for one in placed if one.card.county_fips == place.fips]
    speaking = [one.answer.coverage for one in placed if one.is_found]
    return PlaceAnswer(
        county=place,
        county_agencies=_sorted(one for one in here if one.card.level not in (_CITY, _STATE)),
        municipal=_sorted(one for one in here if one.card.level == _CITY),
        state_wide=_sorted(one for one in placed if one.card.level == _STATE),
        unplaced=_sorted(
            one for one in placed if not one.card.county_fips and one.card.level != _STATE
        ),
        coverage=_coverage(of_nobody.coverage, speaking),
    )


def _agencies_of(
    place: County, register: Register, known_on: date
) -> list[tuple[AgencyCard, date]]:
    """Return the agencies that can be of the place, each with the newest list known that has it."""
    known = [one.id for kind in ListKind for one in register.known(kind, known_on).lists]
    newest = Max("rows__snapshot__list_date", filter=Q(rows__snapshot_id__in=known))
    found = (
        Agency.objects.filter(
            Q(county_fips__in=("", place.fips)) | Q(level=_STATE), state=place.state
        )
        .annotate(newest=newest)
        .filter(newest__isnull=False)
        .order_by("agency_key")
    )
    return [
        (AgencyCard(one.id, one.state, one.name, one.level, one.county_fips), one.newest)
        for one in found
    ]


def _under_newest_names(
    placed: Sequence[PlacedAgency], newest: dict[UUID, date], register: Register
) -> list[PlacedAgency]:
    """Leave out a name when, for all its models, the agency was listed later under another."""

    def is_replaced(one: PlacedAgency) -> bool:
        said = one.answer
        models = {*said.in_effect, *said.uncertain, *said.pending, *said.pending_uncertain}
        mine = newest[one.card.id]
        return bool(models) and all(
            any(
                newest[name] > mine
                for name in register.names_of(one.card.id, [model])
                if name in newest
            )
            for model in models
        )

    return [one for one in placed if not is_replaced(one)]


def _ids(cards: Iterable[AgencyCard]) -> list[UUID]:
    return [card.id for card in cards]


def _sorted(found: Iterable[PlacedAgency]) -> tuple[PlacedAgency, ...]:
    """Return agencies with a hint at the county first, then in effect, then named by any list."""
    return tuple(
        sorted(
            found,
            key=lambda one: (
                not (one.names_county and not one.card.county_fips),
                not one.answer.in_effect,
                not one.is_found,
            ),
        )
    )


def _coverage(of_nobody: Coverage, speaking: Sequence[Coverage]) -> Coverage:
    """Return how far the lists reach for the place: as far as for any agency that they name."""
    has_data = of_nobody.has_data or any(one.has_data for one in speaking)
    stale = next((one.stale for one in speaking if one.stale), None)
    decisions = dict.fromkeys(note for one in speaking for note in one.decisions)
    return replace(of_nobody, has_data=has_data, stale=stale, decisions=tuple(decisions))
