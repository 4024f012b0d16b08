"""`make_release` and `audit_release` on the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from encounters.patterns.models import ReleaseFile, ReportRelease
from server.accounts.models import Coalition
from tests.encounters.patterns.conftest import FIRST_CUT, SECOND_CUT

pytestmark = pytest.mark.django_db


@pytest.fixture
def make_release(
    coalition: Coalition, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., dict[str, Any]]:
    """Return `make_release(cutoff, **options)`: the command's answer as JSON."""

    def run(cutoff: str = FIRST_CUT.isoformat(), **options: Any) -> dict[str, Any]:
        said: list[str] = []

        class Out:
            def write(self, text: str) -> None:
                said.append(text)

        wanted: dict[str, Any] = {
            "coalition": coalition.name,
            "cutoff": cutoff,
            "username": "analyst",
            "now": True,
            "json": True,
            "stdout": Out(),
        }
        call_command("make_release", **(wanted | options))
        answer: dict[str, Any] = json.loads("".join(said))
        return answer

    return run


def test_make_release_writes_the_files(
    make_release: Callable[..., dict[str, Any]], record_stops: Callable[..., Any], tmp_path: Path
) -> None:
    record_stops(60)
    answer = make_release(period_start="2026-01", out=tmp_path)
    release = ReportRelease.objects.get()
    assert answer["release_id"] == release.release_id
    stored = {file.name: bytes(file.content) for file in ReleaseFile.objects.all()}
    written = {Path(path).name: Path(path).read_bytes() for path in answer["files"]}
    assert written == stored


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"username": "nobody"}, "--as"),
        ({"username": "observer"}, "--coalition"),
        ({"coalition": "Elsewhere"}, "--coalition"),
        ({"cutoff": "April"}, "--cutoff"),
        ({"cutoff": "2026-04-29"}, "cutoff"),
        ({"period_start": None}, "period_start"),
    ],
)
def test_bad_input_ends_with_2_and_names_the_option(
    make_release: Callable[..., dict[str, Any]],
    observer: Any,
    options: dict[str, Any],
    named: str,
) -> None:
    with pytest.raises(CommandError) as refused:
        make_release(**({"period_start": "2026-01"} | options))
    assert refused.value.returncode == 2
    assert named in str(refused.value)
    assert not ReportRelease.objects.exists()


def test_a_refused_release_ends_with_2_and_its_code(
    make_release: Callable[..., dict[str, Any]],
) -> None:
    with pytest.raises(CommandError) as refused:
        make_release(period_start="2026-01")
    assert refused.value.returncode == 2
    assert "release-nothing-to-show" in str(refused.value)


def test_without_a_worker_the_command_waits_no_longer_than_told(
    make_release: Callable[..., dict[str, Any]], record_stops: Callable[..., Any]
) -> None:
    record_stops(60)
    with pytest.raises(CommandError, match="not done yet"):
        make_release(period_start="2026-01", now=False, timeout=0)
    assert ReportRelease.objects.get().state == "ordered"


@pytest.fixture
def two_files(
    make: Callable[..., ReportRelease], record_stops: Callable[..., Any], tmp_path: Path
) -> list[Path]:
    """The files of two releases of one population."""
    record_stops(60)
    first = make(FIRST_CUT)
    record_stops(60, recorded_month="2026-05", month_bucket="2026-05")
    second = make(SECOND_CUT)
    paths = [tmp_path / "1.json", tmp_path / "2.json"]
    for path, release in zip(paths, (first, second), strict=True):
        path.write_bytes(bytes(release.document or b""))
    return paths


def test_audit_release_finds_nothing_in_what_was_given_out(
    two_files: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("audit_release", *map(str, two_files))
    assert "no rule is broken" in capsys.readouterr().out


def test_audit_release_ends_with_1_and_names_what_is_broken(
    two_files: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    two_files[1].write_bytes(two_files[1].read_bytes().replace(b'"v":60', b'"v":61'))
    with pytest.raises(SystemExit) as ended:
        call_command("audit_release", *map(str, two_files), "--json")
    assert ended.value.code == 1
    codes = {finding["code"] for finding in json.loads(capsys.readouterr().out)}
    assert "wrong_release_id" in codes


def test_audit_release_ends_with_2_for_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("audit_release", str(tmp_path / "none.json"))
    assert refused.value.returncode == 2
    assert "none.json" in str(refused.value)
