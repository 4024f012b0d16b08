"""Whoever can write the database edits the log: `audit_verify` names the line (T12, T38)."""

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from cases.models import CaseFile
from cases.sealed_notes import services as sealed_notes
from encounters.models import Encounter
from server.access.viewer import SystemReason
from server.audit.models import AuditChain, AuditEntry
from tests.conftest import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(in_case: Encounter, case_file: CaseFile, attorney: Person) -> AuditChain:
    """The case file's chain, with two openings of the note by the attorney at its end."""
    for _ in range(2):
        sealed_notes.open_sealed_parts(viewer=attorney.viewer, encounter_id=in_case.id)
    return AuditChain.objects.get(container_id=case_file.container_id)


def lines(chain: AuditChain) -> Any:
    return AuditEntry.objects.for_system(SystemReason.CHECKING_INTEGRITY).filter(chain=chain)


def verified(*arguments: str) -> tuple[int, dict[str, Any]]:
    """Return the exit code and the faults by chain id."""
    out = StringIO()
    try:
        call_command("audit_verify", "--json", *arguments, stdout=out)
        code = 0
    except SystemExit as ended:
        code = int(ended.code or 0)
    faults = {
        found["chain"]: found["fault"]
        for found in json.loads(out.getvalue())["chains"]
        if found["fault"]
    }
    return code, faults


def _edit_action(rows: Any, last: int) -> None:
    rows.filter(sequence=last - 1).update(action="case-changed")


def _edit_month(rows: Any, last: int) -> None:
    rows.filter(sequence=last - 1).update(month="2001-01")


def _edit_body(rows: Any, last: int) -> None:
    row = rows.get(sequence=last - 1)
    bent = bytearray(row.sealed_body)
    bent[-1] ^= 1
    rows.filter(pk=row.pk).update(sealed_body=bytes(bent))


def _empty_body(rows: Any, last: int) -> None:
    rows.filter(sequence=last - 1).update(sealed_body=None)


def _swap_bodies(rows: Any, last: int) -> None:
    one, other = rows.filter(sequence__gte=last - 1).order_by("sequence")
    rows.filter(pk=one.pk).update(sealed_body=other.sealed_body)
    rows.filter(pk=other.pk).update(sealed_body=one.sealed_body)


def _remove(rows: Any, last: int) -> None:
    rows.filter(sequence=last - 1).delete()


def _remove_the_last(rows: Any, last: int) -> None:
    rows.filter(sequence=last).delete()


@pytest.mark.parametrize(
    ("attack", "reason", "back"),
    [
        (_edit_action, "edited", 1),
        (_edit_month, "edited", 1),
        (_edit_body, "edited", 1),
        (_empty_body, "edited", 1),
        (_swap_bodies, "edited", 1),
        (_remove, "removed", 1),
        (_remove_the_last, "truncated", 0),
    ],
)
def test_the_changed_line_is_named(
    attack: Callable[[Any, int], None], reason: str, back: int, chain: AuditChain
) -> None:
    assert verified() == (0, {})
    last = chain.head_sequence
    attack(lines(chain), last)
    code, faults = verified()
    assert code == 1
    assert faults == {str(chain.pk): {"reason": reason, "sequence": last - back}}


def test_a_chain_cut_off_with_its_head_is_seen_by_a_head_kept_elsewhere(
    chain: AuditChain, tmp_path: Any
) -> None:
    out = StringIO()
    call_command("audit_verify", "--json", stdout=out)
    kept = tmp_path / "kept.json"
    kept.write_text(out.getvalue())
    last = lines(chain).get(sequence=chain.head_sequence)
    lines(chain).filter(pk=last.pk).delete()
    AuditChain.objects.filter(pk=chain.pk).update(
        head_sequence=chain.head_sequence - 1, head_hash=bytes(last.previous_hash)
    )
    assert verified()[0] == 0
    code, faults = verified("--kept", str(kept))
    assert code == 1
    assert faults[str(chain.pk)] == {"reason": "truncated", "sequence": chain.head_sequence}


def test_every_opening_leaves_a_line_that_names_who(
    chain: AuditChain, coordinator: Person, case_file: CaseFile
) -> None:
    from server.audit.queries import entries_visible_to

    read, _next = entries_visible_to(coordinator.viewer, case_file.container)
    openings = [line.body["by"]["username"] for line in read if line.action == "note-opened"]
    assert openings == ["attorney", "attorney"]


def test_an_opening_that_cannot_be_recorded_does_not_happen(
    in_case: Encounter, chain: AuditChain, attorney: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from server.audit import services as audit

    def fails(**arguments: Any) -> None:
        raise audit.ChainMoved

    monkeypatch.setattr(audit, "record", fails)
    with pytest.raises(audit.ChainMoved):
        sealed_notes.open_sealed_parts(viewer=attorney.viewer, encounter_id=in_case.id)


def test_the_log_says_nothing_about_content(chain: AuditChain, attorney: Person) -> None:
    from server.audit.queries import entries_visible_to
    from tests.cases.factories import NOTE

    assert chain.container is not None
    read, _next = entries_visible_to(attorney.viewer, chain.container)
    assert read
    assert not [line for line in read if NOTE[:12] in json.dumps(line.body)]
