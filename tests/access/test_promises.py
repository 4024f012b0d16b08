"""SECURITY.md names a test for each promise, and each test that it names is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

THREATS = 48
NOTHING = "not promised yet"
_ROW = re.compile(r"^\| (T\d+) \| (.+?) \| (.+?) \|$", re.MULTILINE)
_NAMED = re.compile(r"`([^`]+)`")
PROMISES = _ROW.findall((ROOT / "SECURITY.md").read_text(encoding="utf-8"))
NAMED = sorted({name for _, _, tests in PROMISES for name in _NAMED.findall(tests)})


@cache
def names_in(path: Path) -> frozenset[str]:
    """Return the tests of a file as pytest names them: `test_x`, `TestY::test_x`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    names = {node.name for node in functions}
    for group in tree.body:
        if isinstance(group, ast.ClassDef):
            inner = [node for node in group.body if isinstance(node, ast.FunctionDef)]
            names |= {f"{group.name}::{node.name}" for node in inner}
    return frozenset(name for name in names if name.rpartition("::")[2].startswith("test_"))


def test_every_threat_has_its_row_in_order() -> None:
    assert [threat for threat, _, _ in PROMISES] == [f"T{n}" for n in range(1, THREATS + 1)]


@pytest.mark.parametrize(("threat", "promise", "tests"), PROMISES)
def test_a_row_names_tests_or_says_that_nothing_is_promised(
    threat: str, promise: str, tests: str
) -> None:
    assert promise.strip()
    if tests != NOTHING:
        assert _NAMED.findall(tests)
        assert not _NAMED.sub("", tests).strip(), "a cell holds names of tests alone"


@pytest.mark.parametrize("named", NAMED)
def test_a_named_test_is_there(named: str) -> None:
    file_name, _, test = named.partition("::")
    path = ROOT / file_name
    assert path.is_file()
    found = names_in(path)
    assert found
    assert not test or test in found
