"""The records that attacks are played against, and a whole installation in a folder."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.sources import ROOT
from tests.cases.conftest import case_file, in_case, in_intake

__all__ = ["Installation", "case_file", "in_case", "in_intake", "installation", "run"]


@dataclass(frozen=True)
class Installation:
    """What was left. known: what only the people know, and where things are."""

    folder: Path
    known: dict[str, Any]
    log: bytes


def run(
    program: str, folder: Path, *arguments: str, given: str = "", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run a program over a data folder, with the settings of `make run`."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", program, *arguments],
        cwd=ROOT,
        env=kept
        | {
            "DJANGO_SETTINGS_MODULE": "server.settings.embedded",
            "TESTIGO_DATA_DIR": str(folder),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        | environment,
        input=given.encode(),
        capture_output=True,
        check=False,
    )


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation in which a note was logged, accepted, and opened by an attorney."""
    folder = tmp_path_factory.mktemp("installation") / "data"
    played = run("tests.attacks.stage", folder)
    assert played.returncode == 0, played.stderr.decode()[-4000:]
    return Installation(folder, json.loads(played.stdout), played.stderr)
