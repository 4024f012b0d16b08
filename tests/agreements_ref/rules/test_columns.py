import pytest

from agreements_ref.rules.columns import Column, Columns, ListKind, read_columns, recognise_kind
from agreements_ref.rules.waiting import Candidate, reasons_to_wait

PARTICIPATING = ("State", "Law  Enforcement Agency ", "TYPE", "COUNTY", "SUPPORT TYPE", "SIGNED")
PENDING = ("STATE", "LAW ENFORCEMENT AGENCY", "SUPPORT TYPE")


def columns(*names: str, is_table: bool = False) -> Columns:
    return read_columns([(chr(65 + at), name) for at, name in enumerate(names)], is_table=is_table)


def test_columns_are_found_by_name_wherever_they_stand() -> None:
    found = columns(*reversed(PARTICIPATING))
    assert found.letters[Column.SIGNED] == "A"
    assert found.letters[Column.STATE] == "F"
    assert found.missing(ListKind.PARTICIPATING) == ()


def test_a_column_that_nobody_knows_is_named_and_one_without_a_name_is_not() -> None:
    found = columns(*PENDING, "", "FEE")
    assert found.unknown == ("FEE",)
    assert columns(*PENDING, "STATE").doubled == ("STATE",)


def test_only_participating_lists_need_a_signed_date() -> None:
    assert columns(*PENDING).missing(ListKind.PENDING) == ()
    assert columns(*PENDING).missing(ListKind.PARTICIPATING) == (Column.SIGNED,)


def test_the_table_of_2019_has_its_own_names() -> None:
    names = ("state", "agency", "support_type", "signed", "moa_listed")
    assert columns(*names, is_table=True).missing(ListKind.PARTICIPATING) == ()
    assert columns(*names).unknown == ("agency", "support_type", "moa_listed")


@pytest.mark.parametrize(
    ("names", "file_name", "kind"),
    [
        (PARTICIPATING, "list.xlsx", ListKind.PARTICIPATING),
        (PARTICIPATING, "pendingAgencies.xlsx", None),
        (PENDING, "pendingAgencies.xlsx", ListKind.PENDING),
        (PENDING, "participatingAgencies.xlsx", ListKind.PARTICIPATING),
        (PENDING, "list.xlsx", ListKind.PENDING),
        (PENDING[:2], "list.xlsx", None),
    ],
)
def test_the_kind_follows_from_the_header_then_from_the_name(
    names: tuple[str, ...], file_name: str, kind: ListKind | None
) -> None:
    assert recognise_kind(columns(*names), file_name) is kind


def candidate(at: int, rows: int, kind: ListKind, *, accepted: bool = False) -> Candidate:
    names = PARTICIPATING if kind is ListKind.PARTICIPATING else PENDING
    return Candidate(at, kind, rows, columns(*names), accepted)


def test_a_participating_list_waits_when_it_shrinks_by_more_than_five_per_cent() -> None:
    kind = ListKind.PARTICIPATING
    waiting = reasons_to_wait([candidate(1, 100, kind), candidate(2, 95, kind)])
    assert not waiting[2]
    waiting = reasons_to_wait([candidate(1, 100, kind), candidate(2, 94, kind)])
    assert [reason.code for reason in waiting[2]] == ["list-shrunk"]


def test_the_list_after_a_waiting_one_is_compared_with_the_last_that_counts() -> None:
    kind = ListKind.PARTICIPATING
    waiting = reasons_to_wait(
        [candidate(1, 100, kind), candidate(2, 40, kind), candidate(3, 41, kind)]
    )
    assert waiting[2]
    assert waiting[3]
    accepted = reasons_to_wait(
        [candidate(1, 100, kind), candidate(2, 40, kind, accepted=True), candidate(3, 41, kind)]
    )
    assert not accepted[2]
    assert not accepted[3]


def test_pending_lists_may_shrink_and_are_compared_with_nothing() -> None:
    lists = [
        candidate(1, 100, ListKind.PARTICIPATING),
        candidate(2, 80, ListKind.PENDING),
        candidate(3, 8, ListKind.PENDING),
        candidate(4, 99, ListKind.PARTICIPATING),
    ]
    assert not any(reasons_to_wait(lists).values())
