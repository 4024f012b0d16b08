"""The sentences of the registry rules (section 3), word by word and day by day, without any plan.

Slow and simple on purpose: what the product computes in spans and rectangles must agree with it.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from agreements_ref.rules.history import PublishedList

# None: the list lacks the row. (): it has the row without a readable date. (day,): with one.
Mark = tuple[date, ...] | None


def said_of(
    lists: Sequence[PublishedList], marks: Mapping[int, Mark], on: date, known_on: date
) -> tuple[bool, bool]:
    """Return (in effect, uncertain) for participating lists."""
    known = _known(lists, known_on)
    terms = _terms(known, marks)
    in_effect = False
    uncertain = False
    for at, term in enumerate(terms):
        first, last = known[term[0]], known[term[-1]]
        is_open = term[-1] == len(known) - 1
        start = _start(known, marks, term)
        if start <= on and (is_open or on <= last.list_date):
            in_effect = True
        following = [one.list_date for one in known[term[-1] + 1 :] if marks.get(one.id) is None][
            :1
        ]
        if at + 1 < len(terms):
            following.append(_start(known, marks, terms[at + 1]))
        if not is_open and last.list_date < on < min(following):
            uncertain = True
        has_date = any(marks[known[position].id] for position in term)
        if not has_date and on < first.list_date:
            before = known[: term[0]]
            if not before or on > before[-1].list_date:
                uncertain = True
    return in_effect, uncertain and not in_effect


def pending_of(
    lists: Sequence[PublishedList], marks: Mapping[int, Mark], on: date, known_on: date
) -> tuple[bool, bool]:
    """Return (pending, pending uncertain) for pending lists."""
    known = _known(lists, known_on)
    has = [marks.get(one.id) is not None for one in known]
    pending = False
    for at in range(len(known)):
        if not has[at] or (at and has[at - 1]):
            continue
        end = at
        while end + 1 < len(known) and has[end + 1]:
            end += 1
        is_open = end == len(known) - 1
        if known[at].list_date <= on and (on <= known[end].list_date or is_open):
            pending = True
    uncertain = any(
        has[at] != has[at + 1] and known[at].list_date < on < known[at + 1].list_date
        for at in range(len(known) - 1)
    )
    return pending, uncertain and not pending


def _known(lists: Sequence[PublishedList], known_on: date) -> list[PublishedList]:
    known = [one for one in lists if one.known_from.date() <= known_on]
    return sorted(known, key=lambda one: (one.list_date, one.known_from))


def _terms(known: Sequence[PublishedList], marks: Mapping[int, Mark]) -> list[list[int]]:
    terms: list[list[int]] = []
    previous: int | None = None
    for position, one in enumerate(known):
        mark = marks.get(one.id)
        if mark is None:
            continue
        if previous is None:
            terms.append([])
        else:
            term_has_date = any(marks[known[earlier].id] for earlier in terms[-1])
            if term_has_date and mark and mark[0] > known[previous].list_date:
                terms.append([])
        terms[-1].append(position)
        previous = position
    return terms


def _start(known: Sequence[PublishedList], marks: Mapping[int, Mark], term: Sequence[int]) -> date:
    first = known[term[0]].list_date
    dates = [mark[0] for position in term if (mark := marks[known[position].id])]
    return min(dates[-1], first) if dates else first
