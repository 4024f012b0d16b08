"""House rules that no linter knows, read from the syntax trees."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import modules

# Managers may build querysets of their own; nobody else goes round them.
MANAGER_FILES = ("managers.py", "models.py")
CATCHES_EVERYTHING = ("Exception", "BaseException")


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def name_of(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def found(path: Path, node: ast.AST) -> str:
    return f"{path}:{getattr(node, 'lineno', '?')}"


def test_nobody_goes_round_a_scoped_manager() -> None:
    faults = [
        found(path, node)
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"_base_manager", "_default_manager"}
    ]
    assert faults == []


def test_querysets_are_made_by_managers_alone() -> None:
    faults = [
        found(path, call)
        for path, tree in modules()
        for call in calls(tree)
        if name_of(call) in {"QuerySet", "RawQuerySet"} and path.name not in MANAGER_FILES
    ]
    assert faults == []


def test_only_queries_write_sql_by_hand() -> None:
    faults = [
        found(path, call)
        for path, tree in modules()
        for call in calls(tree)
        if isinstance(call.func, ast.Attribute) and name_of(call) in {"raw", "extra", "RawSQL"}
        if path.name != "queries.py" and "queries" not in path.parts
    ]
    assert faults == []


def test_nothing_is_caught_wholesale() -> None:
    def wholesale(handler: ast.ExceptHandler) -> bool:
        if handler.type is None:
            return True
        return any(
            isinstance(node, ast.Name) and node.id in CATCHES_EVERYTHING
            for node in ast.walk(handler.type)
        )

    faults = [
        found(path, node)
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and wholesale(node)
    ]
    assert faults == []


def imported(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node, node.module


def test_only_the_vault_imports_the_crypto_library() -> None:
    importers = {
        path.parent.as_posix()
        for path, tree in modules()
        for _, name in imported(tree)
        if name.split(".")[0] == "cryptography"
    }
    assert importers == {"server/vault"}


def test_only_the_command_line_and_runtime_start_processes() -> None:
    faults = [
        found(path, node)
        for path, tree in modules()
        for node, name in imported(tree)
        if name == "subprocess" and path.parts[:2] != ("server", "runtime")
    ]
    assert faults == []


def test_there_is_no_module_for_everything() -> None:
    faults = [path for path, _ in modules() if path.stem in {"utils", "helpers", "misc", "common"}]
    assert faults == []


@pytest.mark.parametrize("banned", ["django.contrib.admin", "allauth.urls", "pickle", "marshal"])
def test_what_the_design_leaves_out_is_not_imported(banned: str) -> None:
    faults = [
        found(path, node)
        for path, tree in modules()
        for node, name in imported(tree)
        if name == banned or name.startswith(f"{banned}.")
    ]
    assert faults == []
