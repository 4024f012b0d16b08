"""From the stored codes of a countable fact to the leaf codes of a partition's dimensions.

What is not known becomes None: the record then reaches only the levels that do not ask for it
(disclosure-control.md section 7, case 14).
"""

import re

from encounters.patterns.rules.standard_chain import ASKED, GEO, MODEL, TIME
from encounters.rules.codes import StatusQuestion

_STATE = re.compile(r"[A-Z]{2}")
_COUNTY_FIPS = re.compile(r"[0-9]{5}")
_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
_PROGRAM_MODELS = re.compile(r"none|[A-Z]{2,8}(?:\+[A-Z]{2,8})*")

ASKED_YES, ASKED_NOT_REPORTED = ASKED.values


def place_leaf(state: str, county_fips: str) -> str | None:
    """Return `TX-201` from a state and a five-digit county code, `TX` without one, or None."""
    if not _STATE.fullmatch(state):
        return None
    return f"{state}-{county_fips[2:]}" if _COUNTY_FIPS.fullmatch(county_fips) else state


def month_leaf(month_bucket: str) -> str | None:
    """Return the month, or None when nobody knows it."""
    return month_bucket if _MONTH.fullmatch(month_bucket) else None


def model_leaf(program_models: str) -> str | None:
    """Return the combination of program models, `none`, or None when the lists cannot say."""
    return program_models if _PROGRAM_MODELS.fullmatch(program_models) else None


def asked_leaf(status_question_asked: str | None) -> str:
    """Return the flag: heard by somebody, or not reported. "No" says no more than that."""
    return ASKED_YES if status_question_asked == StatusQuestion.YES else ASKED_NOT_REPORTED


def leaves_of(
    *,
    state: str,
    county_fips: str,
    month_bucket: str,
    program_models: str,
    status_question_asked: str | None,
) -> dict[str, str | None]:
    """Return what a fact knows in each dimension of the standard plan."""
    return {
        GEO.id: place_leaf(state, county_fips),
        TIME.id: month_leaf(month_bucket),
        MODEL.id: model_leaf(program_models),
        ASKED.id: asked_leaf(status_question_asked),
    }
