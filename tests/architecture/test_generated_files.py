"""What is made from the code and committed is what the code says now."""

import os
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.architecture.sources import ROOT


def test_the_import_contracts_hold() -> None:
    # A process of its own: the linter sets up logging anew and would silence the other tests.
    program = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert program is not None
    linted = subprocess.run(
        [program, "--no-cache"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr


@pytest.mark.django_db
def test_every_model_change_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_api_description_is_the_committed_one() -> None:
    generated = StringIO()
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=generated)
    committed = (ROOT / "openapi.yaml").read_text(encoding="utf-8")
    assert generated.getvalue() == committed, "run `make openapi` and read what changed"
