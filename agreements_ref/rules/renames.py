"""Two names that may be one agency: proposals for a person, never a decision.

Likeness of letters is no test: real, different agencies of one state are often more than 90 per
cent alike. Source: registry rules, 2.8.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

from agreements_ref.rules.history import PublishedList

# Words that say what kind of agency it is, not which.
_KIND_WORDS = frozenset(
    {
        *("agency", "and", "board", "bureau", "city", "commission", "constable", "constables"),
        *("correction", "corrections", "count", "county", "department", "dept", "detention"),
        *("district", "division", "enforcement", "facility", "jail", "law", "marshal", "marshals"),
        *("municipal", "of", "office", "parish", "police", "public", "safety", "sheriff"),
        *("sheriffs", "state", "the", "town", "township", "university", "village"),
    }
)


class SwitchKind(StrEnum):
    """What speaks for it: the strongest first."""

    SAME_DOCUMENT = "same-document"
    SAME_SIGNED_DATE = "same-signed-date"
    WAS_PENDING = "was-pending"


@dataclass(frozen=True)
class ListedKey:
    """One agency and model in one list, with the row that counts there."""

    agency: UUID
    state: str
    agency_key: str
    program_model: str
    level: str
    county_fips: str
    signed_on: date | None
    published_list: PublishedList
    row: int


ListedKeys = Mapping[tuple[UUID, str], ListedKey]


@dataclass(frozen=True)
class Switch:
    """One row that is gone and one that is new, which may be one agreement."""

    kind: SwitchKind
    gone: ListedKey
    new: ListedKey

    @property
    def pair(self) -> tuple[UUID, UUID]:
        """The two agencies, in an order that does not depend on which name came first."""
        first, second = sorted((self.gone.agency, self.new.agency))
        return first, second


def signed_switches(
    history: Sequence[PublishedList], keys: Mapping[int, ListedKeys]
) -> Iterator[Switch]:
    """Yield one row gone and one new with the same state, model and signed date.

    history: the participating lists in order. keys: what each list has, by list id.
    """
    for before, after in pairwise(history):
        gone = _only_in(keys.get(before.id, {}), keys.get(after.id, {}))
        new: dict[tuple[str, str, date], list[ListedKey]] = defaultdict(list)
        for one in _only_in(keys.get(after.id, {}), keys.get(before.id, {})):
            if one.signed_on is not None:
                new[one.state, one.program_model, one.signed_on].append(one)
        for one in gone:
            if one.signed_on is not None:
                for other in new[one.state, one.program_model, one.signed_on]:
                    if other.agency != one.agency:
                        yield Switch(SwitchKind.SAME_SIGNED_DATE, one, other)


def pending_switches(
    pending: Sequence[PublishedList],
    participating: Sequence[PublishedList],
    keys: Mapping[int, ListedKeys],
) -> Iterator[Switch]:
    """Yield a request that is gone and an agreement that is new under another name.

    Both steps overlap in time, state, model and level are the same, the new name was no request
    itself, and the two are not of different counties. Beside that they are both a county's agency
    in the same county, or the words of one name that say where it is all stand in the other's.
    keys: what each list of either kind has, by list id.
    """
    for asked, later in pairwise(pending):
        gone = _only_in(keys.get(asked.id, {}), keys.get(later.id, {}))
        for before, after in pairwise(participating):
            if not gone or not steps_overlap((asked, later), (before, after)):
                continue
            signed = keys.get(after.id, {})
            new = [
                one
                for one in _only_in(signed, keys.get(before.id, {}))
                if (one.agency, one.program_model) not in keys.get(asked.id, {})
            ]
            for one in gone:
                if (one.agency, one.program_model) in signed:
                    continue
                for other in new:
                    if other.agency != one.agency and _may_be_one(one, other):
                        yield Switch(SwitchKind.WAS_PENDING, one, other)


def steps_overlap(
    one: tuple[PublishedList, PublishedList], other: tuple[PublishedList, PublishedList]
) -> bool:
    """Say whether two steps from a list to the next have a day in common."""
    return one[0].list_date <= other[1].list_date and other[0].list_date <= one[1].list_date


def _only_in(these: ListedKeys, those: ListedKeys) -> list[ListedKey]:
    return [one for key, one in these.items() if key not in those]


def _may_be_one(one: ListedKey, other: ListedKey) -> bool:
    if (one.state, one.program_model, one.level) != (other.state, other.program_model, other.level):
        return False
    if one.county_fips and other.county_fips:
        if one.county_fips != other.county_fips:
            return False
        if one.level == "county":
            return True
    these, those = _names_of_place(one.agency_key), _names_of_place(other.agency_key)
    return bool(these and those) and (these <= those or those <= these)


def _names_of_place(agency_key: str) -> set[str]:
    return set(agency_key.split()) - _KIND_WORDS
