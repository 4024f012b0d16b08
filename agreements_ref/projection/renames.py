"""Pairs of names that the lists show as one row gone and one row new."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from uuid import UUID

from agreements_ref.models import ListRow
from agreements_ref.projection.lists import columns_of, counting_lists
from agreements_ref.rules.cells import Cell
from agreements_ref.rules.columns import Column, ListKind
from agreements_ref.rules.history import PublishedList
from agreements_ref.rules.program_models import EVALUATED
from agreements_ref.rules.renames import (
    ListedKey,
    ListedKeys,
    Switch,
    SwitchKind,
    pending_switches,
    signed_switches,
    steps_overlap,
)

_EVALUATED = [model.value for model in EVALUATED]
_STRENGTH = list(SwitchKind)


@dataclass(frozen=True)
class PairOfNames:
    """Two agencies with everything that speaks for their being one, the strongest first."""

    switches: tuple[Switch, ...]

    @property
    def program_models(self) -> tuple[str, ...]:
        """The models whose rows show it, sorted."""
        return tuple(sorted({switch.gone.program_model for switch in self.switches}))


def pairs_of_names(agency_ids: Collection[UUID] | None = None) -> list[PairOfNames]:
    """Return the pairs that the lists that count show (agency_ids: among these agencies only)."""
    counting = counting_lists()
    lists = {one.id: one for group in counting.values() for one in group}
    keys = _listed_keys(lists, agency_ids)
    participating = counting[ListKind.PARTICIPATING]
    switches = [
        *_with_documents(signed_switches(participating, keys)),
        *pending_switches(counting[ListKind.PENDING], participating, keys),
    ]
    by_pair: dict[tuple[UUID, UUID], dict[Switch, None]] = defaultdict(dict)
    for switch in switches:
        by_pair[switch.pair][switch] = None
    return [PairOfNames(_strongest_first(found)) for found in by_pair.values()]


def scope_of(agency_ids: Collection[UUID]) -> set[UUID]:
    """Return the agencies among which new pairs can appear once the newest list has come.

    agency_ids: those of which the newest list says something else. A request that went in a step
    of the other kind's lists, or an agreement that came in one, may pair with them.
    """
    counting = counting_lists()
    signed_steps = list(pairwise(counting[ListKind.PARTICIPATING]))
    asked_steps = list(pairwise(counting[ListKind.PENDING]))
    beside_signed = [step for step in asked_steps if _overlap(step, signed_steps[-1:])]
    beside_asked = [step for step in signed_steps if _overlap(step, asked_steps[-1:])]
    list_ids = {one.id for step in (*beside_signed, *beside_asked) for one in step}
    keys: dict[int, set[tuple[UUID, str]]] = defaultdict(set)
    for list_id, agency_id, model in ListRow.objects.filter(
        snapshot_id__in=list_ids, agency__isnull=False
    ).values_list("snapshot_id", "agency_id", "program_model"):
        if agency_id is not None:
            keys[list_id].add((agency_id, model))
    gone = {key for step in beside_signed for key in keys[step[0].id] - keys[step[1].id]}
    new = {key for step in beside_asked for key in keys[step[1].id] - keys[step[0].id]}
    return set(agency_ids) | {agency_id for agency_id, _ in gone | new}


def _overlap(
    step: tuple[PublishedList, PublishedList],
    others: Iterable[tuple[PublishedList, PublishedList]],
) -> bool:
    return any(steps_overlap(step, other) for other in others)


def _strongest_first(switches: Iterable[Switch]) -> tuple[Switch, ...]:
    def strength(switch: Switch) -> tuple[object, ...]:
        new = switch.new.published_list
        return (
            _STRENGTH.index(switch.kind),
            new.list_date,
            new.known_from,
            switch.gone.program_model,
            switch.gone.published_list.list_date,
            switch.gone.published_list.known_from,
        )

    return tuple(sorted(switches, key=strength))


def _listed_keys(
    lists: Mapping[int, PublishedList], agency_ids: Collection[UUID] | None
) -> dict[int, ListedKeys]:
    """Return what each list has; of two rows of one key, the earlier readable date counts."""
    rows = ListRow.objects.filter(
        snapshot_id__in=lists, agency__isnull=False, program_model__in=_EVALUATED
    )
    if agency_ids is not None:
        rows = rows.filter(agency_id__in=agency_ids)
    found: dict[int, dict[tuple[UUID, str], ListedKey]] = defaultdict(dict)
    for (
        list_id,
        agency_id,
        state,
        key,
        model,
        level,
        county_fips,
        signed_on,
        number,
    ) in rows.order_by("row_number").values_list(
        "snapshot_id",
        "agency_id",
        "agency__state",
        "agency__agency_key",
        "program_model",
        "level",
        "county_fips",
        "signed_on",
        "row_number",
    ):
        if agency_id is None:
            continue
        listed = ListedKey(
            agency_id,
            state or "",
            key or "",
            model,
            level,
            county_fips,
            signed_on,
            lists[list_id],
            number,
        )
        other = found[list_id].get((agency_id, model))
        if other is None or (
            signed_on is not None and (other.signed_on is None or signed_on < other.signed_on)
        ):
            found[list_id][agency_id, model] = listed
    return dict(found)


def _with_documents(switches: Iterable[Switch]) -> list[Switch]:
    """Say of each switch whether both rows lead to the same document."""
    found = list(switches)
    wanted = {
        (listed.published_list.id, listed.row)
        for switch in found
        for listed in (switch.gone, switch.new)
    }
    rows = ListRow.objects.filter(
        snapshot_id__in={list_id for list_id, _ in wanted},
        row_number__in={number for _, number in wanted},
    ).select_related("snapshot")
    document = {
        (row.snapshot_id, row.row_number): _document(row)
        for row in rows
        if (row.snapshot_id, row.row_number) in wanted
    }
    return [
        replace(switch, kind=SwitchKind.SAME_DOCUMENT)
        if (address := document[switch.gone.published_list.id, switch.gone.row])
        and address == document[switch.new.published_list.id, switch.new.row]
        else switch
        for switch in found
    ]


def _document(row: ListRow) -> str:
    """Return the address that the row's document cell leads to, or ""."""
    letter = columns_of(row.snapshot).letters.get(Column.DOCUMENT)
    cells = (Cell.from_json(cell) for cell in row.cells if cell["column"] == letter)
    return next((cell.link for cell in cells), "")
