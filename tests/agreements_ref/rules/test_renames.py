"""Proposals that two names are one agency."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid5

from agreements_ref.rules.history import PublishedList
from agreements_ref.rules.names import agency_key
from agreements_ref.rules.renames import (
    ListedKey,
    ListedKeys,
    SwitchKind,
    pending_switches,
    signed_switches,
)
from agreements_ref.rules.same_agency import ApprovedLink, same_agency

SIGNED = date(2025, 3, 3)
NAMES = UUID(int=0)


def list_of(number: int, day: int) -> PublishedList:
    return PublishedList(number, date(2025, 6, day), datetime(2025, 6, day, 12, tzinfo=UTC))


def id_of(name: str) -> UUID:
    return uuid5(NAMES, name)


def listed(
    published: PublishedList,
    name: str,
    model: str = "WSO",
    signed: date | None = SIGNED,
    *,
    state: str = "FL",
    level: str = "city",
    county: str = "",
) -> ListedKey:
    return ListedKey(
        id_of(name), state, agency_key(name), model, level, county, signed, published, 2
    )


def keys(*rows: ListedKey) -> ListedKeys:
    return {(row.agency, row.program_model): row for row in rows}


OLD, NEW = list_of(1, 1), list_of(2, 5)


def pairs(before: ListedKeys, after: ListedKeys) -> list[tuple[UUID, UUID]]:
    found = signed_switches([OLD, NEW], {1: before, 2: after})
    return [(one.gone.agency, one.new.agency) for one in found]


def test_one_row_gone_and_one_new_with_the_same_state_model_and_signed_date_is_proposed() -> None:
    before = keys(listed(OLD, "City of Palm Police"), listed(OLD, "Kent Police"))
    after = keys(listed(NEW, "Palm Police"), listed(NEW, "Kent Police"))
    assert pairs(before, after) == [(id_of("City of Palm Police"), id_of("Palm Police"))]


def test_another_state_model_or_signed_date_is_no_rename() -> None:
    before = keys(listed(OLD, "City of Palm Police"))
    for other in (
        listed(NEW, "Palm Police", state="GA"),
        listed(NEW, "Palm Police", "TFM"),
        listed(NEW, "Palm Police", signed=date(2025, 3, 4)),
        listed(NEW, "Palm Police", signed=None),
    ):
        assert pairs(before, keys(other)) == []


def test_two_agencies_on_one_list_are_two_however_alike_their_names() -> None:
    both = (
        listed(OLD, "Baker County Sheriff's Office"),
        listed(OLD, "Bay County Sheriff's Office"),
    )
    assert pairs(keys(*both), keys(*both)) == []


def asked_and_signed(asked: str, signed: str, **signed_as: str) -> list[SwitchKind]:
    first, second = list_of(3, 2), list_of(4, 4)
    found = pending_switches(
        [first, second],
        [OLD, NEW],
        {
            3: keys(listed(first, asked, signed=None)),
            2: keys(listed(NEW, signed, **signed_as)),
        },
    )
    return [one.kind for one in found]


def test_a_request_that_goes_as_an_agreement_comes_under_another_name_is_proposed() -> None:
    assert asked_and_signed("Town of Palm Police", "Palm Police") == [SwitchKind.WAS_PENDING]
    assert asked_and_signed("Town of Palm Police", "Kent Police") == []
    assert asked_and_signed("Town of Palm Police", "Palm Police", state="GA") == []


def test_an_agreement_that_comes_under_the_same_name_is_no_rename() -> None:
    assert asked_and_signed("Palm Police", "Palm Police") == []


def test_a_chain_of_links_makes_one_agency_for_the_models_it_names() -> None:
    one, two, three = sorted(map(id_of, "abc"))
    found = same_agency(
        [ApprovedLink(one, two, ("JEM", "WSO")), ApprovedLink(three, two, ("WSO",))]
    )
    assert found[one, "WSO"] == found[three, "WSO"] == (one, two, three)
    assert found[two, "JEM"] == (one, two)
    assert (three, "JEM") not in found
