"""Paths through a relation reach sensitive rows without their manager (`agency__encounter__kind`).
They stand in `queries`, where somebody looks at who asks, and nowhere else.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

from server.access.checks import is_sensitive
from tests.architecture.sources import modules

READS_BY_NAME = frozenset(
    {
        "filter", "exclude", "get", "values", "values_list", "order_by", "annotate", "aggregate",
        "distinct", "only", "defer", "select_related", "prefetch_related", "Q", "F", "Prefetch",
        "get_or_create", "update_or_create", "in_bulk", "earliest", "latest",
    }
)  # fmt: skip
JOINS = frozenset({"select_related", "prefetch_related", "Prefetch"})
LOOKUPS = frozenset(
    {
        "exact", "iexact", "in", "isnull", "gt", "gte", "lt", "lte", "range", "contains",
        "startswith", "id", "pk",
    }
)  # fmt: skip


def relations_to_sensitive_models() -> frozenset[str]:
    """Return the names by which a query can step from a model to a sensitive one."""
    names = set()
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if field.related_model and is_sensitive(field.related_model):  # type: ignore[arg-type]
                names.add(field.name)
    return frozenset(name for name in names if not name.endswith("+"))


def may_step(path: Path) -> bool:
    return "queries" in path.with_suffix("").parts or path.name in {"models.py", "managers.py"}


def paths_of(call: ast.Call) -> Iterator[str]:
    yield from (keyword.arg for keyword in call.keywords if keyword.arg)
    for argument in call.args:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value.lstrip("-")


def steps_into(path: str, relations: frozenset[str], *, joins: bool) -> bool:
    """Say whether a lookup path steps through a relation to a column of a sensitive row."""
    parts = path.split("__")
    return any(
        part in relations
        and (joins or (position + 1 < len(parts) and parts[position + 1] not in LOOKUPS))
        for position, part in enumerate(parts)
    )


def faults_in(path: Path, tree: ast.Module, relations: frozenset[str]) -> Iterator[str]:
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        function = call.func
        name = getattr(function, "attr", getattr(function, "id", ""))
        if name not in READS_BY_NAME:
            continue
        for lookup in paths_of(call):
            if steps_into(lookup, relations, joins=name in JOINS):
                yield f"{path}:{call.lineno} {name}({lookup})"


def test_only_queries_step_through_relations_into_sensitive_rows() -> None:
    relations = relations_to_sensitive_models()
    assert "encounter" in relations
    faults = [
        fault
        for path, tree in modules()
        if not may_step(path)
        for fault in faults_in(path, tree, relations)
    ]
    assert faults == []


def test_the_check_sees_each_way_of_stepping() -> None:
    relations = frozenset({"encounter"})
    tree = ast.parse(
        "A.objects.filter(encounter__kind='stop')\n"
        "A.objects.select_related('encounter')\n"
        "Q(finding__encounter__state='NC')\n"
        "A.objects.values_list('encounter__state')\n"
        "A.objects.filter(encounter__in=visible, encounter_id=1, encounter__isnull=True)\n"
    )
    lines = [
        int(fault.split(":")[1].split()[0]) for fault in faults_in(Path("x.py"), tree, relations)
    ]
    assert lines == [1, 2, 3, 4]
