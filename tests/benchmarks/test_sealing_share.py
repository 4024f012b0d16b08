"""What cryptography costs inside the requests that use it."""

import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from encounters import services
from encounters.models import IntakeFolder
from encounters.records import EncounterInput
from encounters.rules.codes import Basis, EncounterKind
from server.accounts.models import Team
from server.vault import fields, items, sealing
from tests.benchmarks.measuring import ROUNDS, report
from tests.conftest import Person

pytestmark = pytest.mark.benchmark

NOTE = "The driver was asked for papers before the reason for the stop was given. " * 14
MOST_SHARE = 0.10


class Stopwatch:
    """Adds up the processor time spent in wrapped functions."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def around(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **kwargs: Any) -> Any:
            began = time.process_time()
            try:
                return work(*args, **kwargs)
            finally:
                self.seconds += time.process_time() - began

        return timed


def _watch(monkeypatch: pytest.MonkeyPatch, *places: tuple[ModuleType, str]) -> Stopwatch:
    watch = Stopwatch()
    for module, name in places:
        monkeypatch.setattr(module, name, watch.around(getattr(module, name)))
    return watch


def test_sealing_is_at_most_a_tenth_of_logging_an_encounter(
    observer: Person, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One encounter with a sealed note of 1 KB and its audit entry, through the service."""
    from django.utils import timezone

    from server.audit import services as audit

    viewer = observer.locked
    assert IntakeFolder.objects.filter(team=team).exists()
    data = EncounterInput(
        kind=EncounterKind.TRAFFIC_STOP, basis=Basis.OBSERVED, tz="America/Chicago", note=NOTE
    )

    def log_one() -> None:
        services.log_encounter(
            viewer=viewer, team_id=team.id, data=data, received_at=timezone.now()
        )

    log_one()
    watch = _watch(
        monkeypatch,
        (items, "seal_for"),
        (items, "seal_item"),
        (audit, "seal_for"),
        (fields, "lock_field"),
        (fields, "unlock_field"),
    )
    began = time.process_time()
    for _ in range(ROUNDS):
        log_one()
    whole = time.process_time() - began
    report(
        "create",
        whole_ms=whole / ROUNDS * 1000,
        sealing_ms=watch.seconds / ROUNDS * 1000,
        share=watch.seconds / whole,
    )
    assert watch.seconds <= MOST_SHARE * whole


def test_signing_in_stretches_the_passphrase_once(
    observer: Person, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One Argon2id a sign-in, counted where it is called."""
    calls = []
    stretch = sealing.Argon2id

    class Counting:
        def __init__(self, **parameters: Any) -> None:
            calls.append(1)
            self._stretch = stretch(**parameters)

        def derive(self, secret: bytes) -> bytes:
            return self._stretch.derive(secret)

    monkeypatch.setattr(sealing, "Argon2id", Counting)
    answer = client.post(
        "/_allauth/browser/v1/auth/login",
        {"username": observer.username, "password": observer.passphrase},
        content_type="application/json",
    )
    assert answer.status_code == 200
    assert len(calls) == 1
