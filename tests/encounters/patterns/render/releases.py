"""Small release documents to draw."""

import json
from typing import Any

from encounters.patterns.rules.blocks import FrozenBlock
from encounters.patterns.rules.release import ReleaseFacts, build_release
from tests.encounters.patterns.rules.pools import FIRST_CUT, PLAN, STATE_SERIES


def state_release() -> dict[str, Any]:
    """Texas and Georgia with the flag, and the rest of the country without; Ohio has no flag."""
    keys = [
        (0, ("yes", "TX-201", "JEM", "2026-Q1"), 1234),
        (0, ("not_reported", "TX-201", "JEM", "2026-Q1"), 40),
        (0, ("yes", "GA-001", "TFM", "2026-Q2"), 31),
        (0, ("not_reported", "GA-001", "TFM", "2026-Q2"), 57),
        (15, ("any~rest", "US~rest", "ALL~rest", "ALL~rest"), 13),
    ]
    blocks = [FrozenBlock(1, level, key, n) for level, key, n in keys]
    facts = ReleaseFacts(1, FIRST_CUT, "snap-0001", "0.1.0")
    document: dict[str, Any] = json.loads(build_release(PLAN, STATE_SERIES, blocks, facts).body)
    return document


def hidden_release() -> dict[str, Any]:
    """The parts of a hidden-cell release that drawing reads."""
    return {
        "release_id": "rel-000000000000",
        "statement_id": "observer-reported-1",
        "period": ["2026-01", "2026-06"],
        "provenance": {"snapshot_cutoff": "2026-06-30"},
        "method": {"kind": "suppression"},
        "dimensions": [
            {"id": "geo", "codes": [["OH", None], ["OH-A", "OH"], ["OH-B", "OH"], ["OH-C", "OH"]]}
        ],
        "tables": [
            {
                "id": "t1",
                "dims": ["geo"],
                "cells": [
                    {"k": ["OH"], "v": 265},
                    {"k": ["OH-A"], "v": None},
                    {"k": ["OH-C"], "v": 130},
                ],
            }
        ],
        "charts": [
            {
                "id": "c1",
                "kind": "bar",
                "table": "t1",
                "points": [{"k": ["OH-A"], "y": None}, {"k": ["OH-C"], "y": 130}],
            }
        ],
    }
