"""Worked questions: one key, days of 2025, lists named by the day of June they are dated."""

from datetime import UTC, date, datetime

from agreements_ref.rules.columns import ListKind
from agreements_ref.rules.history import Listing, PublishedList, in_order, listing_of
from agreements_ref.rules.terms import Span, Standing, is_stale, spans_of, terms_of

UNREADABLE: date | None = None


def june(day: int) -> date:
    return date(2025, 6, day)


def lists(*days: int) -> list[PublishedList]:
    return [
        PublishedList(at, june(day), datetime(2025, 6, day, 12, at, tzinfo=UTC))
        for at, day in enumerate(days)
    ]


def rows(history: list[PublishedList], **signed: date | None) -> dict[int, Listing]:
    """Rows by position: `_0=date` is the row of the first list."""
    return {int(name[1:]): Listing(history[int(name[1:])], 2, day) for name, day in signed.items()}


def standing(
    history: list[PublishedList],
    listings: dict[int, Listing],
    on: date,
    kind: ListKind = ListKind.PARTICIPATING,
    doubts: dict[int, Listing] | None = None,
) -> Standing | None:
    found = [one for one in spans_of(kind, history, listings, doubts) if one.covers(on)]
    assert len(found) <= 1
    return found[0].standing if found else None


def test_an_agreement_is_in_effect_from_its_signed_date_although_first_listed_later() -> None:
    history = lists(10, 20)
    listings = rows(history, _0=june(3), _1=june(3))
    assert standing(history, listings, june(2)) is None
    assert standing(history, listings, june(3)) is Standing.IN_EFFECT


def test_an_open_term_has_no_end() -> None:
    history = lists(10, 20)
    assert standing(history, rows(history, _1=june(15)), date(2030, 1, 1)) is Standing.IN_EFFECT


def test_after_the_last_listing_it_is_uncertain_until_a_list_lacks_it() -> None:
    history = lists(10, 20)
    listings = rows(history, _0=june(3))
    assert standing(history, listings, june(10)) is Standing.IN_EFFECT
    assert standing(history, listings, june(11)) is Standing.UNCERTAIN
    assert standing(history, listings, june(19)) is Standing.UNCERTAIN
    assert standing(history, listings, june(20)) is None


def test_without_a_readable_date_the_time_before_the_first_listing_is_uncertain() -> None:
    history = lists(10, 20)
    listings = rows(history, _1=UNREADABLE)
    assert standing(history, listings, june(10)) is None
    assert standing(history, listings, june(11)) is Standing.UNCERTAIN
    assert standing(history, listings, june(20)) is Standing.IN_EFFECT


def test_without_a_list_before_and_without_a_date_all_time_before_is_uncertain() -> None:
    history = lists(10)
    assert standing(history, rows(history, _0=UNREADABLE), date(2001, 1, 1)) is Standing.UNCERTAIN


def test_a_gap_between_listings_of_one_term_is_filled() -> None:
    history = lists(10, 15, 20)
    listings = rows(history, _0=june(3), _2=june(3))
    assert standing(history, listings, june(15)) is Standing.IN_EFFECT
    assert standing(history[:2], rows(history, _0=june(3)), june(15)) is None


def test_signed_after_the_listing_before_it_is_a_new_term() -> None:
    history = lists(10, 15, 20)
    listings = rows(history, _0=june(3), _2=june(18))
    assert len(terms_of(history, listings)) == 2
    assert standing(history, listings, june(12)) is Standing.UNCERTAIN
    assert standing(history, listings, june(15)) is None
    assert standing(history, listings, june(17)) is None
    assert standing(history, listings, june(18)) is Standing.IN_EFFECT


def test_a_new_term_starts_even_when_no_list_lacks_the_row() -> None:
    history = lists(10, 20)
    listings = rows(history, _0=june(3), _1=june(15))
    assert [term.start for term in terms_of(history, listings)] == [june(3), june(15)]
    assert standing(history, listings, june(12)) is Standing.UNCERTAIN


def test_signed_on_the_day_of_the_listing_before_it_continues_the_term() -> None:
    history = lists(10, 20)
    assert len(terms_of(history, rows(history, _0=june(3), _1=june(10)))) == 1


def test_a_term_without_a_readable_date_is_continued_by_whatever_comes() -> None:
    history = lists(10, 20)
    (term,) = terms_of(history, rows(history, _0=UNREADABLE, _1=june(15)))
    assert term.start == june(10)
    assert term.signed_too_late


def test_a_correction_counts_backwards_in_time_too() -> None:
    history = lists(10, 20, 25)
    listings = rows(history, _0=june(5), _1=june(2))
    assert standing(history, listings, june(2)) is Standing.IN_EFFECT
    assert standing(history[:1], rows(history, _0=june(5)), june(2)) is None


def test_an_unreadable_date_later_in_a_term_changes_nothing() -> None:
    history = lists(10, 20)
    (term,) = terms_of(history, rows(history, _0=june(5), _1=UNREADABLE))
    assert term.start == june(5)
    assert term.signed is not None
    assert term.signed.list_date == june(10)


def test_of_two_lists_of_one_day_a_row_on_either_was_listed_that_day() -> None:
    history = lists(10, 10)
    morning = rows(history, _0=june(3))
    assert standing(history, morning, june(10)) is Standing.IN_EFFECT
    assert standing(history, morning, june(11)) is None
    assert standing(history, rows(history, _1=june(3)), june(11)) is Standing.IN_EFFECT


def test_of_two_rows_in_one_list_the_earlier_readable_date_counts() -> None:
    history = lists(10)
    listing = listing_of(history[0], [(4, june(8)), (9, june(3)), (2, None)])
    assert (listing.row, listing.signed_on) == (9, june(3))
    assert listing_of(history[0], [(7, None), (4, None)]).row == 4


def test_a_request_is_pending_from_its_first_list_to_its_last() -> None:
    history = lists(5, 10, 15, 20)
    listings = rows(history, _1=None, _2=None)
    said = {day: standing(history, listings, june(day), ListKind.PENDING) for day in range(4, 22)}
    assert said[5] is None
    assert said[6] is said[9] is Standing.PENDING_UNCERTAIN
    assert said[10] is said[12] is said[15] is Standing.PENDING
    assert said[16] is said[19] is Standing.PENDING_UNCERTAIN
    assert said[20] is None


def test_an_open_run_of_requests_has_no_end_and_no_uncertainty_after_it() -> None:
    history = lists(5, 10)
    listings = rows(history, _1=None)
    assert standing(history, listings, date(2026, 1, 1), ListKind.PENDING) is Standing.PENDING


def test_before_the_first_pending_list_nothing_is_pending() -> None:
    history = lists(10)
    assert standing(history, rows(history, _0=None), june(9), ListKind.PENDING) is None


def test_a_doubtful_row_makes_absence_uncertain_and_takes_nothing_away() -> None:
    history = lists(10, 15, 20)
    listings = rows(history, _0=june(3))
    doubts = rows(history, _1=june(3))
    assert standing(history, listings, june(15)) is None
    participating = ListKind.PARTICIPATING
    assert standing(history, listings, june(15), participating, doubts) is Standing.UNCERTAIN
    assert standing(history, listings, june(19), participating, doubts) is Standing.UNCERTAIN
    assert standing(history, listings, june(20), participating, doubts) is None
    assert standing(history, listings, june(5), participating, doubts) is Standing.IN_EFFECT


def test_a_doubtful_row_in_the_newest_list_leaves_all_later_days_uncertain() -> None:
    history = lists(10, 20)
    doubts = rows(history, _1=june(3))
    listings = rows(history, _0=june(3))
    later = date(2026, 1, 1)
    assert standing(history, listings, later) is None
    said = standing(history, listings, later, ListKind.PARTICIPATING, doubts)
    assert said is Standing.UNCERTAIN


def test_a_doubtful_request_is_uncertain() -> None:
    history = lists(10, 20)
    said = standing(history, {}, june(10), ListKind.PENDING, rows(history, _0=None))
    assert said is Standing.PENDING_UNCERTAIN


def test_a_span_names_the_rows_that_say_it() -> None:
    history = lists(10, 15, 20)
    listings = rows(history, _0=june(3), _1=june(4))
    (in_effect, uncertain) = spans_of(ListKind.PARTICIPATING, history, listings)
    assert in_effect == Span(
        Standing.IN_EFFECT, june(4), june(16), listings[0], listings[1], listings[1]
    )
    assert (uncertain.valid_from, uncertain.valid_to) == (june(16), june(20))


def test_lists_stand_in_the_order_of_their_dates_then_of_their_sightings() -> None:
    early = PublishedList(1, june(10), datetime(2025, 6, 12, tzinfo=UTC))
    late = PublishedList(2, june(10), datetime(2025, 6, 11, tzinfo=UTC))
    older = PublishedList(3, june(9), datetime(2025, 7, 1, tzinfo=UTC))
    assert [one.id for one in in_order([early, late, older])] == [3, 2, 1]


def test_an_answer_is_stale_more_than_ninety_days_after_the_newest_list() -> None:
    assert not is_stale(date(2025, 9, 8), june(10))
    assert is_stale(date(2025, 9, 9), june(10))
    assert not is_stale(date(2025, 9, 9), None)
