"""What a reader sees for the codes, tables and charts of a release, in the language now active.

"Not shown by county" and never "other counties": a rest code is records, not places
(release-format.md, "Blocks").
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from encounters.patterns.render.labels import REST, ReleaseDocument, codes_of
from encounters.patterns.state_names import STATE_NAMES

QUESTION_TITLES: Mapping[str, Promise] = {
    "status-questions-at-stops": gettext_lazy("Status questions at stops"),
}
QUESTION_TEXTS: Mapping[str, Promise] = {
    "status-questions-at-stops": gettext_lazy(
        "At how many stops did officers ask about papers or status, by state and by the program"
        " model of the agreement in effect that day?"
    ),
}
TABLE_TITLES: Mapping[str, Promise] = {
    "state-model": gettext_lazy("Stops by state and program model"),
    "state-quarter": gettext_lazy("Stops by state and quarter"),
}
CHART_TITLES: Mapping[str, Promise] = {
    "asked-by-state": gettext_lazy("Stops with a question about status, by state"),
    "asked-by-model": gettext_lazy("Stops with a question about status, by program model"),
}
DIMENSION_TITLES: Mapping[str, Promise] = {
    "geo": gettext_lazy("Place"),
    "time": gettext_lazy("Period"),
    "model": gettext_lazy("Program model"),
    "asked": gettext_lazy("Question about status"),
}
_MODELS: Mapping[str, Promise] = {
    "none": gettext_lazy("No agreement in effect"),
    "JEM": gettext_lazy("Jail enforcement (JEM)"),
    "TFM": gettext_lazy("Task force (TFM)"),
    "WSO": gettext_lazy("Warrant service officer (WSO)"),
}
_ASKED: Mapping[str, Promise] = {
    "any": gettext_lazy("All stops"),
    "yes": gettext_lazy("Asked"),
    "not_reported": gettext_lazy("Not reported"),
    "any~rest": gettext_lazy("Not split"),
}
_QUARTERS = (
    gettext_lazy("January to March %(year)s"),
    gettext_lazy("April to June %(year)s"),
    gettext_lazy("July to September %(year)s"),
    gettext_lazy("October to December %(year)s"),
)
_HALVES = (
    gettext_lazy("January to June %(year)s"),
    gettext_lazy("July to December %(year)s"),
)
_MONTHS = (
    gettext_lazy("January %(year)s"),
    gettext_lazy("February %(year)s"),
    gettext_lazy("March %(year)s"),
    gettext_lazy("April %(year)s"),
    gettext_lazy("May %(year)s"),
    gettext_lazy("June %(year)s"),
    gettext_lazy("July %(year)s"),
    gettext_lazy("August %(year)s"),
    gettext_lazy("September %(year)s"),
    gettext_lazy("October %(year)s"),
    gettext_lazy("November %(year)s"),
    gettext_lazy("December %(year)s"),
)
# Digits in one row are hard to read from here on; a thin space is read alike in both languages.
_GROUPED_FROM = 10_000


def labels_for(document: ReleaseDocument) -> dict[str, Mapping[str, str]]:
    """Return a label for every code of a release that we have words for."""
    writers: Mapping[str, Callable[[str], str]] = {
        "geo": place_label,
        "time": period_label,
        "model": model_label,
        "asked": asked_label,
    }
    named: dict[str, Mapping[str, str]] = {}
    for dimension in document["dimensions"]:
        write = writers.get(dimension["id"])
        if write is not None:
            codes = [code for code, _parent in codes_of(document, dimension["id"])]
            named[dimension["id"]] = {code: write(code) for code in codes}
    return named


def place_label(code: str) -> str:
    """Return the name of a state or of the country; a county stays a code."""
    base = code.removesuffix(REST)
    name = _("All of the United States") if base == "US" else str(STATE_NAMES.get(base, base))
    if code == base:
        return name
    if base == "US":
        return _("Not shown by state")
    return _("%(state)s, not shown by county") % {"state": name}


def period_label(code: str) -> str:
    """Return the words for a month, quarter, half, year, or what is not shown more finely."""
    base = code.removesuffix(REST)
    if base == "ALL":
        return _("Not shown by period") if code != base else _("Whole period")
    words = month_label(base) if len(base) == 7 and base[5:].isdecimal() else _span_label(base)
    return _("%(period)s, not shown by quarter") % {"period": words} if code != base else words


def month_label(month: str) -> str:
    """Return a month such as `2026-05` in words."""
    return str(_MONTHS[int(month[5:]) - 1]) % {"year": month[:4]}


def _span_label(code: str) -> str:
    year, _dash, part = code.partition("-")
    spans = {"Q": _QUARTERS, "H": _HALVES}.get(part[:1])
    return str(spans[int(part[1:]) - 1]) % {"year": year} if spans else year


def model_label(code: str) -> str:
    """Return the words for a program model, or for several in effect together."""
    if code == "ALL":
        return _("All program models")
    if code == f"ALL{REST}":
        return _("Not shown by program model")
    return " + ".join(str(_MODELS.get(part, part)) for part in code.split("+"))


def short_model_label(code: str) -> str:
    """Return a label that fits beside a bar: codes of program models stay codes."""
    return (
        model_label(code) if code in ("none", "ALL", f"ALL{REST}") else " + ".join(code.split("+"))
    )


def asked_label(code: str) -> str:
    """Return the words for a value of the flag."""
    return str(_ASKED.get(code, code))


def number_words(count: int) -> str:
    """Write a count; from 10,000 on with a thin space between thousands."""
    return f"{count:,}".replace(",", "\u202f") if count >= _GROUPED_FROM else str(count)


def at_least_words(count: int) -> str:
    """Write a count that is a sum of blocks."""
    return _("at least %(count)s") % {"count": number_words(count)}


def dimension_titles() -> dict[str, str]:
    """Return the headings of the dimensions."""
    return {name: str(title) for name, title in DIMENSION_TITLES.items()}


def title_of(titles: Mapping[str, Promise], code: str) -> str:
    """Return a title by its id, and the id where there is none."""
    return str(titles.get(code, code))


def recoding_label(recoding: str) -> str:
    """Return the words for one entry of `method.coarsening`, such as `county>state`."""
    fine, _sign, coarse = recoding.partition(">")
    words: Mapping[str, Any] = {
        "county": _("counties"),
        "state": _("states"),
        "month": _("months"),
        "quarter": _("quarters"),
        "half": _("half-years"),
        "year": _("years"),
        "model": _("program models"),
    }
    name = words.get(fine, fine)
    if coarse == "rest":
        return _("%(parts)s: given up where a group was too small") % {"parts": name}
    if coarse == "all":
        return _("%(parts)s: not shown") % {"parts": name}
    return _("%(parts)s: shown as %(whole)s") % {"parts": name, "whole": words.get(coarse, coarse)}
