"""Which agencies to offer for a place: those of the county first, then the rest of the state."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from agreements_ref import queries as registry
from agreements_ref.rules.places import counties_named_in
from agreements_ref.rules.states import STATE_NAMES

OFFERED = 12
_IN_A_STATE = 1000


@dataclass(frozen=True)
class AgencyChoice:
    """An agency that can be ticked. is_chosen: it is ticked already."""

    id: UUID
    name: str
    state: str
    is_chosen: bool


@dataclass(frozen=True)
class AgencyChoices:
    """What is offered. has_more: the state has further agencies, to be found by name."""

    choices: Sequence[AgencyChoice]
    has_more: bool


def agency_choices(
    *, state: str, county_fips: str, text: str, chosen: Iterable[UUID]
) -> AgencyChoices:
    """Return the agencies to offer; what is chosen stays in sight, above the rest.

    state: postal code, or anything else for unknown. text: words of a name, or empty.
    """
    kept = [card for agency_id in chosen if (card := _card(agency_id)) is not None]
    known_state = state if state in STATE_NAMES else None
    if text.strip():
        found = list(registry.agencies_matching(text, known_state, OFFERED + 1))
    elif known_state is not None:
        found, _next = registry.agencies_page(
            state=known_state, text="", after=None, limit=_IN_A_STATE
        )
        found.sort(key=lambda card: not _is_of_county(card, county_fips))
    else:
        found = []
    kept_ids = {card.id for card in kept}
    offered = [card for card in found if card.id not in kept_ids]
    return AgencyChoices(
        choices=[AgencyChoice(card.id, card.name, card.state, True) for card in kept]
        + [AgencyChoice(card.id, card.name, card.state, False) for card in offered[:OFFERED]],
        has_more=len(offered) > OFFERED,
    )


def _is_of_county(card: registry.AgencyCard, county_fips: str) -> bool:
    """Say whether an agency belongs to a county: by its list, else by its name."""
    if card.county_fips:
        return card.county_fips == county_fips
    return county_fips in counties_named_in(card.name, state=card.state)


def _card(agency_id: UUID) -> registry.AgencyCard | None:
    detail = registry.agency_detail(agency_id)
    return None if detail is None else detail.card
