"""The independent check: true files pass, and every kind of tampering is named."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from encounters.patterns.rules.canonical import config_hash, release_file_bytes, release_id
from encounters.patterns.rules.release_check import check_releases
from tests.encounters.patterns.rules.pools import (
    COUNTY_SERIES,
    FIRST_CUT,
    FULL_SERIES,
    SECOND_CUT,
    STATE_SERIES,
    files,
    form,
    frozen,
    random_pool,
)

HERE = Path(__file__).parent
Document = dict[str, Any]

FIRST = form(random_pool(11, 900))
FIRST_FILES = files(frozen(FIRST.blocks))


def sealed(document: Document) -> bytes:
    """Give a document the hashes of what it says."""
    document["provenance"]["config_hash"] = config_hash(document)
    document["release_id"] = ""
    document["release_id"] = release_id(document)
    return release_file_bytes(document)


def codes(bodies: list[bytes]) -> set[str]:
    return {finding.code for finding in check_releases(bodies)}


def example(number: int) -> Document:
    text = (HERE / f"release-example-{number}.json").read_text(encoding="utf-8")
    document: Document = json.loads(text)
    return document


def full_file() -> Document:
    document: Document = json.loads(FIRST_FILES[2])
    return document


def state_file() -> Document:
    document: Document = json.loads(FIRST_FILES[0])
    return document


def cell(document: Document, *key: str, table: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = next(
        item for item in document["tables"][table]["cells"] if item["k"] == list(key)
    )
    return found


def test_the_block_example_of_the_format_passes() -> None:
    assert check_releases([release_file_bytes(example(2))]) == []


def test_hidden_cells_are_not_believed_without_bounds() -> None:
    assert codes([release_file_bytes(example(1))]) == {"hidden_cells_not_audited"}


def test_files_of_all_series_pass_alone_and_together() -> None:
    for body in FIRST_FILES:
        assert check_releases([body]) == []
    assert check_releases(FIRST_FILES) == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"\xff\xfe", "not_json"),
        (b"[1, 2", "not_json"),
        (b"[]\n", "bad_value"),
        (b'{"format":"x","format":"y"}\n', "twice_named"),
        (b'{"format":NaN}\n', "not_json"),
        (FIRST_FILES[0].rstrip(b"\n"), "not_canonical"),
        (FIRST_FILES[0] + b"\n", "not_canonical"),
        (json.dumps(json.loads(FIRST_FILES[0]), indent=1).encode(), "not_canonical"),
    ],
)
def test_bytes_that_are_no_release_are_named(body: bytes, code: str) -> None:
    assert code in codes([body])


def test_deep_nesting_is_refused_and_does_not_fail() -> None:
    assert codes([b"[" * 100_000]) == {"not_json"}


def test_a_changed_number_breaks_the_id() -> None:
    document = full_file()
    document["tables"][0]["cells"][0]["v"] += 11
    assert "wrong_release_id" in codes([release_file_bytes(document)])


def test_a_changed_definition_breaks_its_hash() -> None:
    document = full_file()
    document["method"]["k"] = 12
    document["release_id"] = ""
    document["release_id"] = release_id(document)
    assert "wrong_config_hash" in codes([release_file_bytes(document)])


def tampered(change: Callable[[Document], object]) -> set[str]:
    document = full_file()
    change(document)
    return codes([sealed(document)])


def drop_code(document: Document, dimension: str, code: str) -> None:
    entry = next(item for item in document["dimensions"] if item["id"] == dimension)
    entry["codes"] = [item for item in entry["codes"] if item[0] != code]


def dimension(document: Document, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(item for item in document["dimensions"] if item["id"] == name)
    return found


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d: d.update(note="x"), "unknown_field"),
        (lambda d: d["tables"][0].update(note="x"), "unknown_field"),
        (lambda d: d["tables"][0]["cells"][0].update(n=1), "unknown_field"),
        (lambda d: d["method"].update(min_orgs=2), "unknown_field"),
        (lambda d: d["provenance"].update(note="x"), "unknown_field"),
        (lambda d: d.pop("statement_id"), "missing_field"),
        (lambda d: d["method"].pop("threshold"), "missing_field"),
        (lambda d: d["method"].update(k=10), "bad_value"),
        (lambda d: d["method"].update(k=11.5), "bad_value"),
        (lambda d: d["method"].update(min_contributors=2), "bad_value"),
        (lambda d: d["method"].update(contributor_share=0.8), "bad_value"),
        (lambda d: d["method"].update(kind="none"), "bad_value"),
        (lambda d: d["method"].update(coarsening=["street>rest"]), "bad_value"),
        (lambda d: d.update(generated_at="2026-09-30"), "bad_value"),
        (lambda d: d.update(statement_id="Jane Doe was here"), "bad_value"),
        (lambda d: d.update(period=["2026-06", "2025-01"]), "bad_period"),
        (lambda d: d.update(period=["2025-01", "2026-10"]), "bad_period"),
        (lambda d: d.update(generated_at="2026-09-01T00:00:00Z"), "bad_cutoff"),
        (lambda d: d["provenance"].update(snapshot_cutoff="2026-09-31"), "bad_cutoff"),
        (lambda d: d["provenance"].update(append_only=False), "bad_append_only"),
        (
            lambda d: d["provenance"].update(records_total={"value": 60, "rounded_to": 50}),
            "bad_total",
        ),
        (
            lambda d: d["provenance"].update(records_total={"value": 60, "rounded_to": 10}),
            "bad_value",
        ),
        (lambda d: d["method"].update(threshold="fixed"), "threshold_not_keyed"),
        (lambda d: d["method"]["chain"][0].update(asked="code"), "sensitive_not_each"),
        (lambda d: d["method"]["chain"][0].pop("asked"), "bad_chain"),
        (lambda d: d["method"]["chain"].append(d["method"]["chain"][0]), "bad_chain"),
        (lambda d: d["universe"].append({"dim": "geo", "code": "ZZ"}), "bad_universe"),
        (lambda d: d["dimensions"].append(d["dimensions"][0]), "dimension_twice"),
        (lambda d: dimension(d, "geo")["codes"].append(["ZZ", "US"]), "unused_code"),
        (lambda d: dimension(d, "geo")["codes"].append(["ZZ", None]), "bad_codes"),
        (lambda d: dimension(d, "geo")["codes"].append(["ZZ", "YY"]), "bad_codes"),
        (lambda d: dimension(d, "geo")["codes"].append(["ZZ~rest", "US"]), "bad_rest_code"),
        (lambda d: dimension(d, "time")["codes"].append(["2025-Q9", "2025"]), "bad_time_code"),
        (lambda d: dimension(d, "time")["codes"].append(["2026-Q3", "2025"]), "bad_time_code"),
        (lambda d: dimension(d, "asked").update(exempt_codes=["no"]), "bad_exempt_code"),
        (lambda d: dimension(d, "model").update(codes_added=[["JEM", 2]]), "bad_codes_added"),
        (lambda d: drop_code(d, "model", "JEM"), "bad_cell"),
        (lambda d: d["tables"][0].update(absent="zero"), "wrong_absent"),
        (lambda d: d["tables"].append(d["tables"][0]), "bad_table"),
        (lambda d: d["tables"][0]["cells"].reverse(), "cells_out_of_order"),
        (lambda d: d["tables"][0]["cells"].append(d["tables"][0]["cells"][0]), "bad_cell"),
        (lambda d: d["tables"][0]["cells"][0].update(v=None), "hidden_cell"),
        (lambda d: d["tables"][0]["cells"][-1].update(v=10), "under_threshold"),
        (lambda d: d["tables"][0]["cells"][-1].update(v=0), "under_threshold"),
        (lambda d: d["tables"][0]["cells"][0].update(v=5000), "not_additive"),
        (lambda d: d["tables"][0]["cells"].pop(), "not_additive"),
    ],
)
def test_every_broken_rule_is_named(change: Callable[[Document], object], code: str) -> None:
    assert code in tampered(change)


def small_file(cells: list[tuple[list[str], int]], dims: list[str]) -> Document:
    """Write a file by hand: places of Texas, and the flag."""
    document = full_file()
    names: dict[str, list[list[str | None]]] = {
        "geo": [["US", None], ["TX", "US"], ["TX-201", "TX"], ["TX~rest", "TX"]],
        "asked": [["any", None], ["yes", "any"], ["not_reported", "any"]],
    }
    used = {code for key, _ in cells for code in key}
    document["universe"] = []
    document["dimensions"] = [
        {
            "id": name,
            "sensitive": name == "asked",
            "codes": [item for item in names[name] if item[0] in used],
        }
        for name in dims
    ]
    document["tables"] = [
        {
            "id": "t",
            "dims": dims,
            "measure": "count",
            "absent": "no_block",
            "cells": [{"k": key, "v": v} for key, v in cells],
        }
    ]
    for name in ("ratios", "charts"):
        document.pop(name, None)
    return document


def test_a_group_in_which_everybody_has_the_value_is_found() -> None:
    document = small_file(
        [(["US", "any"], 40), (["US", "yes"], 40), (["TX", "any"], 40), (["TX", "yes"], 40)],
        ["geo", "asked"],
    )
    assert {"full_group"} <= codes([sealed(document)])


def test_a_harmless_value_for_everybody_is_no_full_group() -> None:
    document = small_file(
        [(["US", "any"], 40), (["US", "not_reported"], 40)],
        ["geo", "asked"],
    )
    dimension(document, "asked")["exempt_codes"] = ["not_reported"]
    assert "full_group" not in codes([sealed(document)])


def test_a_value_that_stands_alone_is_found() -> None:
    cells = [
        (["US", "any"], 80),
        (["US", "yes"], 40),
        (["US", "not_reported"], 40),
        (["TX", "any"], 80),
        (["TX", "yes"], 40),
        (["TX", "not_reported"], 40),
        (["TX-201", "any"], 60),
        (["TX-201", "yes"], 20),
        (["TX-201", "not_reported"], 40),
        (["TX~rest", "any"], 20),
        (["TX~rest", "yes"], 20),
    ]
    assert {"incomplete_group", "full_group"} <= codes(
        [sealed(small_file(cells, ["geo", "asked"]))]
    )


def test_a_margin_in_another_table_that_leaves_a_small_group_is_found() -> None:
    document = small_file([(["US"], 40), (["TX"], 40)], ["geo"])
    second = copy.deepcopy(document["tables"][0])
    second.update(id="u", absent="no_block", cells=[{"k": ["TX-201"], "v": 35}])
    dimension(document, "geo")["codes"].append(["TX-201", "TX"])
    document["tables"].append(second)
    assert "small_complement" in codes([sealed(document)])


def test_tables_of_one_file_that_disagree_are_found() -> None:
    document = state_file()
    cell(document, "US", "ALL", "any", table=1)["v"] += 11
    assert "cells_disagree" in codes([sealed(document)])


def test_files_of_one_release_that_disagree_are_found() -> None:
    county, full = json.loads(FIRST_FILES[1]), full_file()
    for entry in county["tables"][0]["cells"]:
        entry["v"] += 11
    assert "cells_disagree" in codes([sealed(county), sealed(full)])


def test_a_share_that_does_not_follow_is_found() -> None:
    document = state_file()
    document["ratios"][0]["v"] = 0.99
    assert "ratio_wrong" in codes([sealed(document)])
    document = state_file()
    document["ratios"][0]["ci"][1] += 0.2
    assert "interval_wrong" in codes([sealed(document)])
    document = state_file()
    document["ratios"][0]["num"], document["ratios"][0]["den"] = (
        document["ratios"][0]["den"],
        document["ratios"][0]["num"],
    )
    assert "not_a_share" in codes([sealed(document)])
    document = state_file()
    document["ratios"][0]["num"]["k"][0] = "ZZ"
    assert "cell_not_shown" in codes([sealed(document)])


def test_a_chart_that_draws_more_than_the_table_is_found() -> None:
    document = state_file()
    document["charts"][0]["points"][0]["y"] += 1
    assert "chart_wrong" in codes([sealed(document)])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d: d["durations"][0].update(n=121), "cell_not_shown"),
        (lambda d: d["durations"][0]["quantiles"].append({"p": 0.05, "v": 6}), "duration_unsafe"),
        (lambda d: d["durations"][0]["quantiles"][0].update(v=31), "duration_unsafe"),
        (lambda d: d["durations"][0]["shares"][0].update(v=0.05), "duration_unsafe"),
        (
            lambda d: d["durations"][0]["shares"].append({"over": 72, "v": 0.25, "decimals": 2}),
            "duration_unsafe",
        ),
        (lambda d: d["survival"][0]["points"][3].update(at_risk=10), "curve_unsafe"),
        (lambda d: d["survival"][0]["points"][3].update(at_risk=30), "curve_unsafe"),
        (lambda d: d["survival"][0]["points"][3].update(t=90), "curve_unsafe"),
        (lambda d: d["survival"][0]["points"][3].update(s=0.4), "curve_unsafe"),
        (lambda d: d["survival"][0].update(median=25), "curve_unsafe"),
    ],
)
def test_durations_and_curves_that_show_a_small_group_are_found(
    change: Callable[[Document], object], code: str
) -> None:
    document = example(2)
    change(document)
    assert code in codes([sealed(document)])


def second_files() -> list[bytes]:
    """Write the second release: old blocks, and new blocks of what waited and of new records."""
    taken = {i for item in FIRST.blocks for i in item.fact_ids}
    pool = [item for item in random_pool(11, 900) if item.fact_id not in taken]
    pool += random_pool(12, 700, start=900, recorded=("2026-10", "2026-11"))
    new = form(pool, sequence=2, cutoff=SECOND_CUT, earlier=[FIRST_CUT]).blocks
    return files([*frozen(FIRST.blocks), *frozen(new)], sequence=2, cutoff=SECOND_CUT)


def test_a_second_release_passes_with_the_first() -> None:
    assert check_releases([*FIRST_FILES, *second_files()]) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d: d.update(population="pop-08"), "other_population"),
        (lambda d: d.update(unit="hold"), "two_partitions"),
        (lambda d: d["method"]["chain"].pop(0), "two_partitions"),
        (lambda d: d["provenance"].update(snapshot_id="snap-0001"), "snapshots_disagree"),
        (lambda d: d["provenance"].update(snapshot_cutoff="2026-08-31"), "out_of_order"),
        (lambda d: d.update(universe=[]), "series_changed"),
        (lambda d: d["tables"][0].update(id="other"), "series_changed"),
        (lambda d: d["tables"][0]["cells"].pop(), "vanished"),
    ],
)
def test_a_later_release_that_breaks_the_series_is_found(
    change: Callable[[Document], object], code: str
) -> None:
    later = json.loads(second_files()[2])
    change(later)
    if not later["universe"]:
        later["dimensions"] = [item for item in later["dimensions"] if item["id"] != "kind"]
    assert code in codes([FIRST_FILES[2], sealed(later)])


def test_a_threshold_that_falls_is_found() -> None:
    earlier = full_file()
    earlier["method"]["k"] = 12
    assert "threshold_fell" in codes([sealed(earlier), second_files()[2]])


@pytest.mark.parametrize(("moved", "code"), [(5, "small_growth"), (-20, "shrank")])
def test_a_cell_that_moves_by_a_few_or_shrinks_is_found(moved: int, code: str) -> None:
    earlier = small_file([(["US"], 60), (["TX"], 60)], ["geo"])
    later = small_file([(["US"], 60 + moved), (["TX"], 60 + moved)], ["geo"])
    later["sequence"] = 2
    later["generated_at"] = "2026-12-31T23:59:59Z"
    later["provenance"].update(snapshot_id="snap-0002", snapshot_cutoff="2026-12-31")
    assert code in codes([sealed(earlier), sealed(later)])


def test_new_records_that_all_share_the_value_are_found() -> None:
    def cells(yes: int) -> list[tuple[list[str], int]]:
        return [(["US", "any"], 30 + yes), (["US", "yes"], yes), (["US", "not_reported"], 30)]

    earlier = small_file(cells(20), ["geo", "asked"])
    later = small_file(cells(40), ["geo", "asked"])
    later["sequence"] = 2
    later["generated_at"] = "2026-12-31T23:59:59Z"
    later["provenance"].update(snapshot_id="snap-0002", snapshot_cutoff="2026-12-31")
    assert "full_group_added" in codes([sealed(earlier), sealed(later)])


def test_the_same_file_twice_is_named() -> None:
    assert codes([FIRST_FILES[0], FIRST_FILES[0]]) == {"given_twice"}


def test_the_series_of_the_tests_are_three() -> None:
    ids = {json.loads(body)["series_id"] for body in FIRST_FILES}
    assert ids == {item.series_id for item in (STATE_SERIES, COUNTY_SERIES, FULL_SERIES)}
