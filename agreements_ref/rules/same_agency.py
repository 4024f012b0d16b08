"""Names that a person declared to be one agency, for some program models or for all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class ApprovedLink:
    """Two agencies that are one for these program models."""

    one: UUID
    other: UUID
    program_models: tuple[str, ...]


# For each agency and model that a link speaks of: all agencies that are one with it, and itself.
SameAgency = Mapping[tuple[UUID, str], tuple[UUID, ...]]


def same_agency(links: Iterable[ApprovedLink]) -> SameAgency:
    """Return who is one with whom; a chain of links makes one agency of all its names."""
    neighbours: dict[tuple[UUID, str], set[UUID]] = defaultdict(set)
    for link in links:
        for model in link.program_models:
            neighbours[link.one, model].add(link.other)
            neighbours[link.other, model].add(link.one)
    found: dict[tuple[UUID, str], tuple[UUID, ...]] = {}
    for key in neighbours:
        if key in found:
            continue
        group, waiting = {key[0]}, [key[0]]
        while waiting:
            for other in neighbours[waiting.pop(), key[1]] - group:
                group.add(other)
                waiting.append(other)
        members = tuple(sorted(group))
        found.update({(member, key[1]): members for member in members})
    return found
