"""The lists that count and what people decided, kept in memory for as long as nothing changes.

Every answer needs both; they are few and change with an import or a decision only. The token
of `RegisterState`, read with every answer, tells whether the copy is still right.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from agreements_ref.models import ListSnapshot
from agreements_ref.queries.decision_notes import DecisionNotes, load_notes
from agreements_ref.queries.decisions import linked_agencies
from agreements_ref.rules.columns import ListKind
from agreements_ref.rules.history import ListsAround, PublishedList, in_order, known_on
from agreements_ref.rules.same_agency import SameAgency

_KNOWLEDGE_KEPT = 512


@dataclass(frozen=True)
class KnownLists:
    """The lists of one kind known on a day K, in order, with their dates."""

    lists: tuple[PublishedList, ...]
    dates: tuple[date, ...]

    def around(self, day: date) -> ListsAround:
        """Return the lists on both sides of a day (`rules.history.lists_around`, by bisection)."""
        at = bisect_right(self.dates, day)
        return ListsAround(
            self.lists[at - 1] if at else None,
            self.lists[at] if at < len(self.lists) else None,
            self.newest,
        )

    @property
    def newest(self) -> PublishedList | None:
        """The newest list known on K."""
        return self.lists[-1] if self.lists else None


@dataclass
class Register:
    """All lists that count, and what people decided, as of one token."""

    token: UUID | None
    by_id: dict[int, PublishedList]
    by_kind: dict[ListKind, tuple[PublishedList, ...]]
    linked: SameAgency = field(default_factory=dict)
    notes: DecisionNotes = field(default_factory=DecisionNotes)
    _known: dict[tuple[ListKind, date], KnownLists] = field(default_factory=dict)

    def known(self, kind: ListKind, day: date) -> KnownLists:
        """Return the lists of a kind that the knowledge of a day includes."""
        key = (kind, day)
        found = self._known.get(key)
        if found is None:
            lists = known_on(self.by_kind[kind], day)
            found = KnownLists(lists, tuple(one.list_date for one in lists))
            if len(self._known) >= _KNOWLEDGE_KEPT:
                self._known.clear()
            self._known[key] = found
        return found

    def names_of(self, agency_id: UUID, program_models: Iterable[str]) -> set[UUID]:
        """Return the agency and all that are one with it for any of these program models."""
        if not self.linked:
            return {agency_id}
        return {agency_id}.union(
            *(self.linked.get((agency_id, model), ()) for model in program_models)
        )


_EMPTY: dict[ListKind, tuple[PublishedList, ...]] = dict.fromkeys(ListKind, ())
_newest = Register(None, {}, _EMPTY)


def register_as_of(token: UUID | None) -> Register:
    """Return the lists that go with a token, from memory when it is still the same."""
    global _newest  # noqa: PLW0603  one copy a process; replaced whole, never changed
    found = _newest
    if found.token != token:
        found = _newest = _load(token)
    return found


def newest_register() -> Register:
    """Return the copy in memory, whether it is still right or not."""
    return _newest


def _load(token: UUID | None) -> Register:
    by_kind: dict[ListKind, list[PublishedList]] = {kind: [] for kind in ListKind}
    for pk, kind, list_date, known_from, file_name, sha256 in ListSnapshot.objects.filter(
        waits_for=[]
    ).values_list("id", "kind", "list_date", "known_from", "file_name", "sha256"):
        published = PublishedList(pk, list_date, known_from, file_name, sha256)
        by_kind[ListKind(kind)].append(published)
    return Register(
        token,
        {one.id: one for lists in by_kind.values() for one in lists},
        {kind: in_order(lists) for kind, lists in by_kind.items()},
        linked_agencies(),
        load_notes(),
    )
