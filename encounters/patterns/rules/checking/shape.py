"""The shape of a release file: every field that it may have, and nothing else.

Source: release-format.md, all sections: "Fields that are not listed here are errors".
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from encounters.patterns.rules.checking.findings import Report

Check = Callable[[object, str, Report], None]

_ID = r"[A-Za-z0-9][A-Za-z0-9._+@~-]{0,127}"
_CODE = r"[A-Za-z0-9_+@-]{1,64}(?:~rest)?"
_MONTH = r"[0-9]{4}-(?:0[1-9]|1[0-2])"
_DAY = _MONTH + r"-(?:0[1-9]|[12][0-9]|3[01])"
_MOMENT = _DAY + r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z"
_RECODING = (
    r"(?:county|state|month|quarter|half|year|model|setting|group|agency|outcome)"
    r">(?:state|quarter|half|year|short|rest|all)"
)
_GRAINS = ("county", "state", "month", "quarter", "half", "year", "code", "each", "rest")


def text(pattern: str) -> Check:
    """Accept text that matches the whole pattern."""
    compiled = re.compile(pattern)

    def check(value: object, place: str, report: Report) -> None:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            report.add("bad_value", place, "not text of the form that this field has")

    return check


def one_of(*allowed: object) -> Check:
    """Accept one of the given values, of the same type."""

    def check(value: object, place: str, report: Report) -> None:
        if not any(type(value) is type(item) and value == item for item in allowed):
            report.add("bad_value", place, f"must be one of {', '.join(map(str, allowed))}")

    return check


def integer(least: int | None = None) -> Check:
    """Accept a whole number, not under `least`."""

    def check(value: object, place: str, report: Report) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            report.add("bad_value", place, "must be a whole number")
        elif least is not None and value < least:
            report.add("bad_value", place, f"must be {least} or more")

    return check


def number(least: float | None = None, most: float | None = None) -> Check:
    """Accept a number between two bounds, both allowed."""

    def check(value: object, place: str, report: Report) -> None:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            report.add("bad_value", place, "must be a number")
        elif (least is not None and value < least) or (most is not None and value > most):
            report.add("bad_value", place, f"must lie between {least} and {most}")

    return check


def boolean(value: object, place: str, report: Report) -> None:
    if not isinstance(value, bool):
        report.add("bad_value", place, "must be true or false")


def null_or(inner: Check) -> Check:
    """Accept null, or what `inner` accepts."""

    def check(value: object, place: str, report: Report) -> None:
        if value is not None:
            inner(value, place, report)

    return check


def list_of(inner: Check, *, least: int = 0) -> Check:
    """Accept a list of at least `least` items that `inner` accepts."""

    def check(value: object, place: str, report: Report) -> None:
        if not isinstance(value, list):
            report.add("bad_value", place, "must be a list")
            return
        if len(value) < least:
            report.add("bad_value", place, f"must have {least} items or more")
        for position, item in enumerate(value):
            inner(item, f"{place}[{position}]", report)

    return check


def tuple_of(*parts: Check) -> Check:
    """Accept a list with exactly these parts."""

    def check(value: object, place: str, report: Report) -> None:
        if not isinstance(value, list) or len(value) != len(parts):
            report.add("bad_value", place, f"must be a list of {len(parts)}")
            return
        for position, (part, item) in enumerate(zip(parts, value, strict=True)):
            part(item, f"{place}[{position}]", report)

    return check


def map_of(names: str, inner: Check) -> Check:
    """Accept an object whose names match a pattern and whose values `inner` accepts."""
    pattern = re.compile(names)

    def check(value: object, place: str, report: Report) -> None:
        if not isinstance(value, dict) or not value:
            report.add("bad_value", place, "must be an object with an entry or more")
            return
        for name, item in value.items():
            if not pattern.fullmatch(name):
                report.add("unknown_field", f"{place}.{name}", "is no name that may stand here")
            inner(item, f"{place}.{name}", report)

    return check


def fields(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """Accept an object with all required fields, any of the optional ones, and no other."""
    allowed = {**required, **(optional or {})}

    def check(value: object, place: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add("bad_value", place, "must be an object")
            return
        for name in required:
            if name not in value:
                report.add("missing_field", f"{place}.{name}".lstrip("."), "is required")
        for name, item in value.items():
            inner_place = f"{place}.{name}".lstrip(".")
            if name in allowed:
                allowed[name](item, inner_place, report)
            else:
                report.add("unknown_field", inner_place, "is no field of the format")

    return check


_id, _code = text(_ID), text(_CODE)
_share = number(0, 1)
_decimals = one_of(0, 1, 2)
_count_ref = fields({"table": _id, "k": list_of(_code, least=1)})
_rounded = fields({"value": integer(0), "rounded_to": integer(50)})

_PROVENANCE = fields(
    {
        "snapshot_id": _id,
        "snapshot_cutoff": text(_DAY),
        "append_only": boolean,
        "code_version": _id,
        "config_hash": text(r"sha256:[0-9a-f]{64}"),
    },
    {
        "ruleset_version": _id,
        "records_total": _rounded,
        "records_excluded": _rounded,
        "records_stale": _rounded,
    },
)

_DIMENSION = fields(
    {
        "id": _id,
        "sensitive": boolean,
        "codes": list_of(tuple_of(_code, null_or(_code)), least=1),
    },
    {
        "exempt_codes": list_of(_code, least=1),
        "codes_added": list_of(tuple_of(_code, integer(1)), least=1),
    },
)

_TABLE = fields(
    {
        "id": _id,
        "dims": list_of(_id, least=1),
        "measure": one_of("count"),
        "absent": one_of("zero", "not_published", "no_block"),
        "cells": list_of(fields({"k": list_of(_code, least=1), "v": null_or(integer())})),
    }
)

_RATIO_COMMON: dict[str, Check] = {
    "id": _id,
    "v": null_or(number()),
    "decimals": _decimals,
    "ci": null_or(tuple_of(number(), number())),
    "ci_method": _id,
    "level": number(0, 1),
}
_TERM = fields({"num": _count_ref, "den": _count_ref})
_RATIO_BY_KIND: dict[str, Check] = {
    "share": fields(
        {**_RATIO_COMMON, "kind": one_of("share"), "num": _count_ref, "den": _count_ref}
    ),
    "per_population": fields(
        {
            **_RATIO_COMMON,
            "kind": one_of("per_population"),
            "num": _count_ref,
            "population": integer(1),
            "per": integer(1),
        }
    ),
}
for _kind in ("rate_ratio", "odds_ratio", "difference"):
    _RATIO_BY_KIND[_kind] = fields(
        {**_RATIO_COMMON, "kind": one_of(_kind), "terms": list_of(_TERM, least=2)}
    )


def _ratio(value: object, place: str, report: Report) -> None:
    kind = value.get("kind") if isinstance(value, dict) else None
    if isinstance(kind, str) and kind in _RATIO_BY_KIND:
        _RATIO_BY_KIND[kind](value, place, report)
    else:
        report.add("bad_value", f"{place}.kind", "is no kind of ratio")


_DURATION = fields(
    {
        "id": _id,
        "key": map_of(_ID, _code),
        "n": integer(1),
        "unit": one_of("hours", "days"),
        "grid": integer(1),
        "quantiles": list_of(fields({"p": _share, "v": number(0)})),
    },
    {
        "shares": list_of(fields({"over": number(0), "v": _share, "decimals": _decimals})),
        "mean": null_or(number(0)),
    },
)

_SURVIVAL = fields(
    {
        "id": _id,
        "key": map_of(_ID, _code),
        "n": integer(1),
        "time_unit": one_of("hours", "days"),
        "grid": integer(1),
        "decimals": _decimals,
        "median": null_or(number(0)),
        "points": list_of(
            fields(
                {"t": number(0), "s": _share, "at_risk": integer(0)},
                {"ci": null_or(tuple_of(_share, _share))},
            ),
            least=1,
        ),
        "ci_method": _id,
    },
    {"logrank_p": null_or(_share)},
)

_CHART = fields(
    {
        "id": _id,
        "kind": one_of("bar", "line", "map"),
        "table": _id,
        "points": list_of(fields({"k": list_of(_code, least=1), "y": null_or(integer())}), least=1),
    }
)

_LEDGER = fields(
    {"budget_id": _id, "cap": number(0), "spent_before": number(0), "spent_after": number(0)}
)

_METHOD_COUNTED: dict[str, Check] = {
    "k": integer(11),
    "min_contributors": integer(3),
    "contributor_share": number(0, 0.75),
    "org_rule": one_of("on", "off"),
}
_METHOD_ALL: dict[str, Check] = {"coarsening": list_of(text(_RECODING))}
_METHOD_OPTIONAL: dict[str, Check] = {"quantile_min_n": integer(11)}
_METHOD_ORG: dict[str, Check] = {
    "min_orgs": integer(2),
    "dominance": fields({"top": one_of(1), "share": number(0, 0.85)}),
}
_METHOD_BY_KIND: dict[str, dict[str, Check]] = {
    "blocks": {
        **_METHOD_COUNTED,
        "threshold": _id,
        "chain": list_of(map_of(_ID, one_of(*_GRAINS)), least=1),
    },
    "suppression": {
        **_METHOD_COUNTED,
        "protection_width": integer(10),
        "zeros": one_of("published", "suppressible"),
    },
    "rounding": {**_METHOD_COUNTED, "rounding_base": integer(1)},
    "dp": {
        "epsilon": number(0),
        "delta": number(0, 1),
        "mechanism": _id,
        "contribution_bound": integer(1),
    },
}


def _method(value: object, place: str, report: Report) -> None:
    kind = value.get("kind") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(kind, str) or kind not in _METHOD_BY_KIND:
        report.add("bad_value", f"{place}.kind", "is no method of the format")
        return
    required = {"kind": one_of(kind), **_METHOD_ALL, **_METHOD_BY_KIND[kind]}
    if kind != "dp" and value.get("org_rule") == "on":
        required |= _METHOD_ORG
    fields(required, _METHOD_OPTIONAL)(value, place, report)


_RELEASE = fields(
    {
        "format": one_of("pattern-release/1"),
        "release_id": text(r"rel-[0-9a-f]{12}"),
        "population": _id,
        "series_id": _id,
        "sequence": integer(1),
        "supersedes": null_or(text(r"rel-[0-9a-f]{12}")),
        "generated_at": text(_MOMENT),
        "period": tuple_of(text(_MONTH), text(_MONTH)),
        "provenance": _PROVENANCE,
        "unit": _id,
        "universe": list_of(fields({"dim": _id, "code": _code})),
        "method": _method,
        "dimensions": list_of(_DIMENSION, least=1),
        "tables": list_of(_TABLE, least=1),
        "statement_id": _id,
    },
    {
        "tenant": _id,
        "ratios": list_of(_ratio, least=1),
        "durations": list_of(_DURATION, least=1),
        "survival": list_of(_SURVIVAL, least=1),
        "charts": list_of(_CHART, least=1),
        "ledger": _LEDGER,
    },
)


def check_shape(document: object, report: Report) -> None:
    """Report every field that is missing, unknown, or not of its type."""
    _RELEASE(document, "", report)
    if isinstance(document, dict) and not report.findings:
        _check_ledger_belongs(document, report)


def _check_ledger_belongs(document: Mapping[str, Any], report: Report) -> None:
    is_dp = document["method"]["kind"] == "dp"
    if is_dp and "ledger" not in document:
        report.add("missing_field", "ledger", "is required for method dp")
    if not is_dp and "ledger" in document:
        report.add("unknown_field", "ledger", "is for method dp only")
    if is_dp:
        for name in ("durations", "survival"):
            if name in document:
                report.add("dp_with_exact_curves", name, "a dp release carries no exact curves")
