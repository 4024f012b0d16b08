import ast
from pathlib import Path

from agreements_ref import importers
from agreements_ref.problems import FAULTS


def test_every_fault_that_a_reader_raises_has_a_sentence() -> None:
    raised = set()
    for path in Path(importers.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "ListFault":
                (code,) = node.args
                assert isinstance(code, ast.Constant)
                raised.add(code.value)
    assert raised == set(FAULTS)
