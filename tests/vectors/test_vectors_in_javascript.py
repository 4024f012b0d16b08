"""The same vectors, read by a second program in another language, and its envelopes opened here."""

import json
import shutil
import subprocess
from pathlib import Path
from uuid import UUID

import pytest

from server.vault.sealing import PrivateKey, SealContext, SealPurpose, open_with

HERE = Path(__file__).parent
NODE = shutil.which("node")

pytestmark = pytest.mark.skipif(
    NODE is None or not (HERE.parents[1] / "node_modules" / "@hpke").is_dir(),
    reason="needs Node and the locked modules (npm ci)",
)


def run_check(*arguments: str) -> str:
    assert NODE is not None
    script = str(HERE / "check_envelope.mjs")
    run = subprocess.run(
        [NODE, script, *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def test_a_second_implementation_agrees_with_every_vector() -> None:
    assert run_check().endswith("checks of the sealed formats passed")


def test_a_fresh_envelope_from_a_browsers_library_opens() -> None:
    vector = json.loads((HERE / "seals.json").read_text(encoding="utf-8"))[0]
    context = SealContext(
        SealPurpose(vector["purpose"]), UUID(vector["key_id"]), UUID(vector["about"])
    )
    envelope = bytes.fromhex(run_check("--seal"))
    opened = open_with(PrivateKey(bytes.fromhex(vector["private_key"])), envelope, context)
    assert opened.hex() == vector["plaintext"]
    assert envelope.hex() != vector["envelope"]
