"""The log: appended with every act, opened by members alone, and broken lines are named."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from server.access.models import Container
from server.access.permissions import Permission
from server.access.signals import access_refused
from server.access.viewer import SystemReason
from server.accounts import services as accounts
from server.audit.actions import AuditAction
from server.audit.flood_limits import REFUSALS_AN_HOUR
from server.audit.models import AuditChain, AuditEntry
from server.audit.queries import entries_visible_to
from server.audit.services import (
    INSTALLATION_CHAIN_ID,
    record,
    record_for_teams,
    remove_practice_chain,
)
from server.problems import SessionLocked
from server.vault.grants import grant_access
from tests.conftest import PASSPHRASE, Person

pytestmark = pytest.mark.django_db
Capture = pytest.CaptureFixture[str]


def entries(**where: Any) -> Any:
    return AuditEntry.objects.for_system(SystemReason.VERIFYING_AUDIT).filter(**where)


def verify(capsys: Capture, *arguments: str) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    status = 0
    try:
        call_command("audit_verify", "--json", *arguments)
    except SystemExit as ended:
        status = int(str(ended.code))
    return status, json.loads(capsys.readouterr().out or "{}")


def faults(document: dict[str, Any]) -> list[tuple[str, int]]:
    return [
        (chain["fault"]["reason"], chain["fault"]["sequence"])
        for chain in document["chains"]
        if chain["fault"]
    ]


@pytest.fixture
def written(coordinator: Person, intake: Container) -> Container:
    """The intake folder with five more lines in its log."""
    for number in range(5):
        record(
            action=AuditAction.NOTE_OPENED,
            viewer=coordinator.locked,
            container=intake,
            detail={"number": number},
        )
    return intake


def test_a_line_says_in_the_open_only_what_kind_and_which_month(
    coordinator: Person, intake: Container
) -> None:
    entry = record(
        action=AuditAction.NOTE_OPENED,
        viewer=coordinator.locked,
        container=intake,
        detail={"reason": "canary-reason"},
    )
    row = entries(pk=entry.pk).get()
    assert (row.action, row.month) == ("note-opened", timezone.now().strftime("%Y-%m"))
    body = bytes(row.sealed_body)
    assert b"canary" not in body
    assert b"coordinator" not in body


def test_a_member_reads_the_exact_time_the_person_and_the_detail(
    coordinator: Person, written: Container
) -> None:
    lines, next_key = entries_visible_to(coordinator.viewer, written, limit=3)
    assert [line.body["detail"]["number"] for line in lines] == [4, 3, 2]
    assert lines[0].body["by"] == {
        "id": str(coordinator.user.pk),
        "username": "coordinator",
    }
    assert lines[0].body["at"].endswith("+00:00")
    older, _ = entries_visible_to(coordinator.viewer, written, before=next_key, limit=3)
    assert [line.action for line in older] == ["note-opened", "note-opened", "access-granted"]


def test_others_read_no_line(
    written: Container, outsider: Person, operator: Person, coordinator: Person
) -> None:
    for person in (outsider, operator):
        assert entries_visible_to(person.viewer, written) == ([], None)
    with pytest.raises(SessionLocked):
        entries_visible_to(coordinator.locked, written)


def test_the_coordinator_reads_sign_ins_and_refusals_of_the_team(
    coordinator: Person, observer: Person, outsider: Person, audit_log: Container
) -> None:
    for passphrase in (PASSPHRASE, "not the passphrase"):
        Client().post(
            "/_allauth/browser/v1/auth/login",
            {"username": observer.username, "password": passphrase},
            content_type="application/json",
        )
    access_refused.send(sender=None, viewer=observer.locked, permission=Permission.OPEN_CASE_FILE)
    record_for_teams(action=AuditAction.SIGNED_OUT, viewer=outsider.locked)
    lines, _ = entries_visible_to(coordinator.viewer, audit_log)
    seen = [(line.action, (line.body["by"] or {}).get("username")) for line in lines]
    assert seen[:3] == [
        ("access-refused", "observer"),
        ("sign-in-refused", "observer"),
        ("signed-in", "observer"),
    ]
    assert lines[0].body["detail"] == {"permission": "cases.open"}
    assert "outsider" not in [name for _, name in seen]


def test_a_refused_sign_in_of_nobody_has_a_header_alone(observer: Person) -> None:
    Client().post(
        "/_allauth/browser/v1/auth/login",
        {"username": "nobody-here", "password": "whatever it is"},
        content_type="application/json",
    )
    entry = entries(action="sign-in-refused").get()
    assert entry.sealed_body is None
    assert entry.chain_id == INSTALLATION_CHAIN_ID


def test_refusals_cannot_flood_the_log(observer: Person, attorney: Person) -> None:
    for _ in range(REFUSALS_AN_HOUR + 15):
        access_refused.send(
            sender=None, viewer=observer.locked, permission=Permission.OPEN_CASE_FILE
        )
    assert entries(action="access-refused").count() == REFUSALS_AN_HOUR
    access_refused.send(sender=None, viewer=attorney.locked, permission=Permission.OPEN_CASE_FILE)
    assert entries(action="access-refused").count() == REFUSALS_AN_HOUR + 1


def test_granting_leaves_one_line_in_the_container(
    coordinator: Person, attorney: Person, intake: Container
) -> None:
    before = entries(chain__container=intake).count()
    grant_access(container=intake, to=attorney.user, by=coordinator.viewer)
    lines, _ = entries_visible_to(coordinator.viewer, intake)
    assert len(lines) == before + 1
    assert lines[0].body["detail"] == {
        "user": str(attorney.user.pk),
        "permissions": ["read_content"],
    }


def test_what_is_undone_leaves_no_line(coordinator: Person, intake: Container) -> None:
    head = AuditChain.objects.get(container=intake).head_sequence
    with pytest.raises(ValueError, match="undo"), transaction.atomic():
        record(action=AuditAction.NOTE_OPENED, viewer=coordinator.locked, container=intake)
        raise ValueError("undo")
    assert AuditChain.objects.get(container=intake).head_sequence == head
    assert entries(chain__container=intake).count() == head


def test_whole_chains_verify(written: Container, capsys: Capture) -> None:
    status, document = verify(capsys)
    assert (status, document["intact"], faults(document)) == (0, True, [])
    by_container = {chain["container"]: chain["entries"] for chain in document["chains"]}
    assert by_container[str(written.pk)] == 6
    call_command("audit_verify")
    assert f"whole   container {written.pk}: 6 entries" in capsys.readouterr().out


def tamper(container: Container, sequence: int, **values: Any) -> None:
    entries(chain__container=container, sequence=sequence).update(**values)


@pytest.mark.parametrize(
    ("harm", "named"),
    [
        (lambda c: tamper(c, 3, action="case-opened"), ("edited", 3)),
        (lambda c: tamper(c, 3, month="2001-01"), ("edited", 3)),
        (lambda c: tamper(c, 3, sealed_body=b"other"), ("edited", 3)),
        (lambda c: tamper(c, 3, sealed_body=None), ("edited", 3)),
        (lambda c: tamper(c, 3, previous_hash=b"\0" * 32), ("edited", 3)),
        (lambda c: tamper(c, 3, entry_hash=b"\0" * 32), ("edited", 3)),
        (lambda c: entries(chain__container=c, sequence=3).delete(), ("removed", 3)),
        (lambda c: entries(chain__container=c, sequence__gt=3).delete(), ("truncated", 4)),
        (lambda c: entries(chain__container=c).delete(), ("truncated", 1)),
    ],
)
def test_a_broken_line_is_named(
    harm: Callable[[Container], Any], named: tuple[str, int], written: Container, capsys: Capture
) -> None:
    harm(written)
    status, document = verify(capsys)
    assert (status, document["intact"], faults(document)) == (1, False, [named])
    with pytest.raises(SystemExit, match="1"):
        call_command("audit_verify")
    assert f"entry {named[1]} {named[0]}" in capsys.readouterr().out


def test_a_chain_cut_off_with_its_head_shows_against_a_kept_head(
    written: Container, capsys: Capture, tmp_path: Path
) -> None:
    _, before = verify(capsys)
    kept = tmp_path / "kept.json"
    kept.write_text(json.dumps(before))
    entries(chain__container=written, sequence__gt=2).delete()
    last = entries(chain__container=written, sequence=2).get()
    AuditChain.objects.filter(container=written).update(head_sequence=2, head_hash=last.entry_hash)
    assert verify(capsys)[0] == 0
    status, document = verify(capsys, "--kept", str(kept))
    assert (status, faults(document)) == (1, [("truncated", 3)])


def test_a_chain_that_is_gone_shows_against_a_kept_head(
    written: Container, capsys: Capture, tmp_path: Path
) -> None:
    _, before = verify(capsys)
    kept = tmp_path / "kept.json"
    kept.write_text(json.dumps(before))
    entries(chain__container=written).delete()
    AuditChain.objects.filter(container=written).delete()
    status, document = verify(capsys, "--kept", str(kept))
    assert (status, faults(document)) == (1, [("truncated", 1)])


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"chains": [{"chain": "x"}]}'])
def test_a_file_of_kept_heads_of_another_kind_is_refused(
    text: str, db: None, capsys: Capture, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.json"
    kept.write_text(text)
    assert verify(capsys, "--kept", str(kept))[0] == 2
    assert verify(capsys, "--kept", str(tmp_path / "none.json"))[0] == 2


def test_only_the_log_of_a_practice_team_is_removed(
    written: Container, coordinator: Person, capsys: Capture
) -> None:
    with pytest.raises(ValueError, match="practice"):
        remove_practice_chain(container=written)
    practice = accounts.create_team(
        name="Practice", is_practice=True, first_coordinator=coordinator.user
    )
    log = Container.objects.get(team=practice)
    remove_practice_chain(container=log)
    assert not AuditChain.objects.filter(container=log).exists()
    assert verify(capsys)[0] == 0


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_keep_one_chain(
    coordinator: Person, intake: Container, capsys: Capture
) -> None:
    """On PostgreSQL from four threads; SQLite in memory has one writer, who takes turns."""
    from threading import Thread

    viewer = coordinator.locked

    def write() -> None:
        try:
            for _ in range(10):
                record(action=AuditAction.NOTE_OPENED, viewer=viewer, container=intake)
                record_for_teams(action=AuditAction.ACCESS_REFUSED, viewer=viewer)
        finally:
            connections["default"].close()

    before = AuditChain.objects.get(container=intake).head_sequence
    if connections["default"].vendor == "postgresql":
        writers = [Thread(target=write) for _ in range(4)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
    else:
        for _ in range(40):
            record(action=AuditAction.NOTE_OPENED, viewer=viewer, container=intake)
            record_for_teams(action=AuditAction.ACCESS_REFUSED, viewer=viewer)
    assert AuditChain.objects.get(container=intake).head_sequence == before + 40
    assert verify(capsys)[0] == 0
