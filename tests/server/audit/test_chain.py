"""The audit chain: whatever is edited, removed, reordered or cut shows."""

import dataclasses
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.audit import chain
from server.audit.chain import Entry, Fault, FaultReason, Head

VECTORS = Path(__file__).parents[2] / "vectors"
CHAIN = UUID("6f9619ff-8b86-4d01-b42d-00c04fc964ff")


def appended(count: int, chain_id: UUID = CHAIN) -> list[Entry]:
    """A chain of `count` entries; every third has no body."""
    head, entries = chain.genesis(chain_id), []
    for number in range(1, count + 1):
        body = None if number % 3 == 0 else f"sealed {number}".encode()
        entry = chain.next_link(chain_id, head, "key_granted", "2026-03", body)
        entries.append(entry)
        head = entry.head
    return entries


def relinked(entries: list[Entry], start: int) -> list[Entry]:
    """What a forger writes who recomputes every hash from position `start` on."""
    head = entries[start - 1].head if start else chain.genesis(CHAIN)
    forged = entries[:start]
    for entry in entries[start:]:
        link = chain.next_link(CHAIN, head, entry.action, entry.month, entry.body)
        forged.append(link)
        head = link.head
    return forged


def fault_in(entries: list[Entry], expected_head: Head | None = None) -> Fault | None:
    return chain.verify(CHAIN, entries, expected_head).fault


def test_the_frozen_chain_is_still_right() -> None:
    vector: dict[str, Any] = json.loads((VECTORS / "chain.json").read_text(encoding="utf-8"))
    chain_id = UUID(vector["chain_id"])
    head, entries = chain.genesis(chain_id), []
    assert head == Head(0, bytes.fromhex(vector["genesis"]))
    for row in vector["entries"]:
        body = None if row["body"] is None else bytes.fromhex(row["body"])
        entry = chain.next_link(chain_id, head, row["action"], row["month"], body)
        assert entry.sequence == row["sequence"]
        assert entry.previous_hash.hex() == row["previous_hash"]
        assert entry.entry_hash.hex() == row["entry_hash"]
        entries.append(entry)
        head = entry.head
    assert chain.verify(chain_id, entries, expected_head=head).is_intact


@given(st.integers(min_value=0, max_value=12))
def test_a_chain_as_appended_is_intact(count: int) -> None:
    entries = appended(count)
    head = entries[-1].head if entries else chain.genesis(CHAIN)
    result = chain.verify(CHAIN, iter(entries), expected_head=head)
    assert result.is_intact
    assert result.head == head
    assert chain.verify(CHAIN, entries).is_intact


def test_the_first_sequence_number_is_1() -> None:
    assert [entry.sequence for entry in appended(3)] == [1, 2, 3]


@pytest.mark.parametrize(
    "edit",
    [
        {"action": "key_withdrawn"},
        {"month": "2026-02"},
        {"body": b"sealed 3"},
        {"body": b""},
        {"body": None},
        {"entry_hash": bytes(32)},
        {"previous_hash": bytes(32)},
    ],
    ids=lambda edit: next(iter(edit)),
)
@pytest.mark.parametrize("at", [0, 1, 4])
def test_an_edited_entry_is_named(edit: dict[str, Any], at: int) -> None:
    entries = appended(5)
    entries[at] = dataclasses.replace(entries[at], **edit)
    result = chain.verify(CHAIN, entries)
    assert result.fault == Fault(FaultReason.EDITED, at + 1)
    assert result.head.sequence == at


def test_no_body_and_an_empty_body_are_not_the_same() -> None:
    entries = appended(3)
    assert entries[2].body is None
    entries[2] = dataclasses.replace(entries[2], body=b"")
    assert fault_in(entries) == Fault(FaultReason.EDITED, 3)


def test_an_edit_with_its_own_hash_recomputed_breaks_the_next_link() -> None:
    entries = appended(5)
    forged = chain.next_link(CHAIN, entries[1].head, "key_withdrawn", "2026-03", None)
    entries[2] = forged
    assert fault_in(entries) == Fault(FaultReason.UNLINKED, 4)


@pytest.mark.parametrize("at", [0, 1, 3])
def test_a_removed_entry_is_named(at: int) -> None:
    entries = appended(5)
    del entries[at]
    assert fault_in(entries) == Fault(FaultReason.REMOVED, at + 1)


def test_two_removed_entries_are_named_by_the_first() -> None:
    entries = appended(6)
    del entries[2:4]
    assert fault_in(entries) == Fault(FaultReason.REMOVED, 3)


def test_a_removed_entry_whose_number_the_next_one_takes_shows_as_edited() -> None:
    entries = appended(5)
    del entries[2]
    entries[2] = dataclasses.replace(entries[2], sequence=3)
    assert fault_in(entries) == Fault(FaultReason.EDITED, 3)


@pytest.mark.parametrize(("one", "other"), [(0, 1), (1, 2), (1, 4)])
def test_reordered_entries_are_named(one: int, other: int) -> None:
    entries = appended(5)
    entries[one], entries[other] = entries[other], entries[one]
    assert fault_in(entries) == Fault(FaultReason.REORDERED, one + 1)


def test_entries_that_swap_numbers_too_show_as_edited() -> None:
    entries = appended(5)
    entries[1], entries[2] = (
        dataclasses.replace(entries[2], sequence=2),
        dataclasses.replace(entries[1], sequence=3),
    )
    assert fault_in(entries) == Fault(FaultReason.EDITED, 2)


def test_a_repeated_entry_is_named() -> None:
    entries = appended(4)
    entries.insert(2, entries[1])
    assert fault_in(entries) == Fault(FaultReason.REPEATED, 2)


def test_an_entry_of_another_chain_is_named() -> None:
    entries = appended(4)
    entries[2] = appended(4, chain_id=uuid4())[2]
    assert fault_in(entries) == Fault(FaultReason.OTHER_CHAIN, 3)


def test_an_entry_of_another_chain_that_takes_our_id_shows_as_edited() -> None:
    entries = appended(4)
    entries[2] = dataclasses.replace(appended(4, chain_id=uuid4())[2], chain_id=CHAIN)
    assert fault_in(entries) == Fault(FaultReason.EDITED, 3)


@pytest.mark.parametrize("kept", [0, 1, 4])
def test_a_cut_end_shows_against_the_stored_head(kept: int) -> None:
    entries = appended(5)
    assert fault_in(entries[:kept], entries[-1].head) == Fault(FaultReason.TRUNCATED, kept + 1)
    assert fault_in(entries[:kept]) is None


def test_a_chain_that_goes_on_past_the_stored_head_is_named() -> None:
    entries = appended(5)
    assert fault_in(entries, entries[3].head) == Fault(FaultReason.BEYOND_HEAD, 5)
    assert fault_in(entries, chain.genesis(CHAIN)) == Fault(FaultReason.BEYOND_HEAD, 1)


def test_a_chain_written_anew_shows_against_the_stored_head() -> None:
    entries = appended(5)
    edited = [*entries]
    edited[1] = dataclasses.replace(edited[1], body=b"another")
    forged = relinked(edited, 1)
    assert fault_in(forged) is None
    assert fault_in(forged, entries[-1].head) == Fault(FaultReason.REWRITTEN, 5)


def test_a_chain_written_anew_shows_against_a_hash_kept_elsewhere() -> None:
    entries = appended(8)
    seen = {3: entries[2].entry_hash, 6: entries[5].entry_hash}
    edited = [*entries]
    edited[4] = dataclasses.replace(edited[4], action="key_withdrawn")
    forged = relinked(edited, 4)
    stored_head = forged[-1].head
    assert chain.verify(CHAIN, forged, stored_head).is_intact
    result = chain.verify(CHAIN, forged, stored_head, witnessed=seen)
    assert result.fault == Fault(FaultReason.REWRITTEN, 6)
    assert chain.verify(CHAIN, entries, entries[-1].head, witnessed=seen).is_intact


def test_a_chain_shorter_than_what_was_seen_elsewhere_is_cut() -> None:
    entries = appended(8)
    seen = {6: entries[5].entry_hash}
    result = chain.verify(CHAIN, entries[:4], entries[3].head, witnessed=seen)
    assert result.fault == Fault(FaultReason.TRUNCATED, 5)


def test_a_stored_head_of_another_empty_chain_is_not_ours() -> None:
    assert fault_in([], chain.genesis(uuid4())) == Fault(FaultReason.REWRITTEN, 0)


def test_every_field_is_bound() -> None:
    base: dict[str, Any] = {
        "chain_id": CHAIN,
        "sequence": 1,
        "action": "a",
        "month": "2026-03",
        "body": b"body",
        "previous_hash": bytes(32),
    }
    changes: list[dict[str, Any]] = [
        {},
        {"chain_id": uuid4()},
        {"sequence": 2},
        {"action": "b"},
        {"month": "2026-04"},
        {"body": b"bodY"},
        {"body": b""},
        {"body": None},
        {"previous_hash": b"\x01" + bytes(31)},
    ]
    hashes = {chain.entry_hash(**(base | change)) for change in changes}
    assert len(hashes) == len(changes)


@pytest.mark.parametrize(
    "action", ["", "Key_granted", "key granted", "1st", "señal", "x" * 65, "a\n"]
)
def test_an_action_is_a_code(action: str) -> None:
    with pytest.raises(ValueError, match="action:"):
        chain.next_link(CHAIN, chain.genesis(CHAIN), action, "2026-03", None)


@pytest.mark.parametrize(
    "month",
    ["", "2026-3", "2026-13", "2026-00", "2026-03-01", "\uff12\uff10\uff12\uff16-03", "2026-03\n"],
)
def test_a_month_is_written_year_and_month(month: str) -> None:
    with pytest.raises(ValueError, match="month:"):
        chain.next_link(CHAIN, chain.genesis(CHAIN), "opened", month, None)


def test_a_long_chain_is_walked_in_little_memory() -> None:
    def long_chain() -> Iterator[Entry]:
        head = chain.genesis(CHAIN)
        for _ in range(2000):
            entry = chain.next_link(CHAIN, head, "opened", "2026-03", bytes(1000))
            yield entry
            head = entry.head

    tracemalloc.start()
    result = chain.verify(CHAIN, long_chain())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert result.head.sequence == 2000
    assert peak < 200_000  # the entries together are more than ten times that
