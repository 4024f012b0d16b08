"""Keyed thresholds."""

from collections import Counter

import pytest

from encounters.patterns.rules.thresholds import WeakSecret, keyed_offset

SECRET = bytes(range(32))
LEVEL = {"geo": "county", "model": "code"}


def offset(sequence: int = 2, county: str = "TX-201", secret: bytes = SECRET) -> int:
    return keyed_offset(
        secret, population="pop-05", sequence=sequence, level=LEVEL, key=[county, "JEM"]
    )


def test_the_vector_of_the_format_is_reproduced() -> None:
    assert offset() == 4


def test_a_repeat_finds_the_same_offset() -> None:
    assert offset() == offset()


def test_the_next_release_draws_new_offsets() -> None:
    assert len({offset(sequence) for sequence in range(1, 40)}) == 11


def test_another_secret_draws_other_offsets() -> None:
    other = [offset(county=f"TX-{at:03d}", secret=bytes(32)) for at in range(40)]
    assert other != [offset(county=f"TX-{at:03d}") for at in range(40)]


def test_offsets_reach_from_0_to_10_and_none_is_favoured() -> None:
    drawn = Counter(offset(county=f"TX-{at:03d}") for at in range(1000))
    assert set(drawn) == set(range(11))
    assert max(drawn.values()) < 2 * min(drawn.values())


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(WeakSecret, match="32 bytes"):
        offset(secret=bytes(31))
