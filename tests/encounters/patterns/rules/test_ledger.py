"""The hash chain over the releases of a population."""

from dataclasses import replace

import pytest

from encounters.patterns.rules.ledger import GENESIS, LedgerEntry, ledger_hash, ledger_head


def _ledger(count: int) -> list[LedgerEntry]:
    head = GENESIS
    entries: list[LedgerEntry] = []
    for sequence in range(1, count + 1):
        entry = LedgerEntry(
            population="pop-05",
            sequence=sequence,
            cutoff=f"2026-0{sequence}-28",
            release_id=f"rel-00000000000{sequence}",
            ordered_by="a",
            document=b"{}\n",
            entry_hash=b"",
        )
        head = ledger_hash(
            head,
            population=entry.population,
            sequence=entry.sequence,
            cutoff=entry.cutoff,
            release_id=entry.release_id,
            ordered_by=entry.ordered_by,
            document=entry.document,
        )
        entries.append(replace(entry, entry_hash=head))
    return entries


def test_the_first_hash_is_frozen() -> None:
    assert _ledger(1)[0].entry_hash.hex() == (
        "c620a4da6df765013d339da9ce30e8f2c245bb6952be620a2a879dccf73d3317"
    )


def test_an_empty_ledger_ends_at_its_beginning() -> None:
    assert ledger_head([]) == GENESIS


def test_an_unchanged_ledger_ends_at_its_last_hash() -> None:
    entries = _ledger(3)
    assert ledger_head(entries) == entries[-1].entry_hash


@pytest.mark.parametrize(
    "change",
    [
        {"document": b"{ }\n"},
        {"cutoff": "2026-02-27"},
        {"release_id": "rel-0"},
        {"ordered_by": "b"},
        {"population": "pop-06"},
        {"sequence": 3},
        {"entry_hash": bytes(32)},
    ],
)
def test_a_changed_entry_is_noticed(change: dict[str, object]) -> None:
    entries = _ledger(3)
    entries[1] = replace(entries[1], **change)  # type: ignore[arg-type]
    assert ledger_head(entries) is None


def test_a_missing_entry_is_noticed() -> None:
    entries = _ledger(3)
    assert ledger_head([entries[0], entries[2]]) is None
    assert ledger_head(entries[1:]) is None
