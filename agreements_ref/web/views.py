"""The register's pages: finding an agency, one agency on one day, the lists behind it all."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from agreements_ref import queries
from agreements_ref.forms import AgencyDayForm, SearchForm, today_utc
from agreements_ref.queries.lists import ListCard, lists_page
from agreements_ref.queries.timelines import Period, listings_of, periods_of
from agreements_ref.rules.states import STATE_NAMES
from agreements_ref.web import labels
from agreements_ref.web.answer_view import Badge, answer_view, badges_of, short_words
from server.access.api import read_cursor_text, write_cursor
from server.access.pages import PageRequest, page
from server.access.permissions import Permission
from server.problems import BadInput, FieldError, NotFound

_LISTED = 25
_UNUSABLE = 422


@dataclass(frozen=True)
class _Found:
    """An agency that a search found, with what the lists said for the day."""

    card: queries.AgencyCard
    state: str
    badges: tuple[Badge, ...]
    words: str


@page(Permission.READ_AGREEMENTS)
def search(request: PageRequest) -> HttpResponse:
    """Find agencies by state and words of the name, and show what was in effect on a day."""
    form = SearchForm(_with_today(request.GET))
    context: dict[str, object] = {"form": form}
    if not form.is_valid():
        return render(request, "agreements/search.html", context, status=_UNUSABLE)
    asked = form.cleaned_data
    after = read_cursor_text(request.GET.get("cursor"), (str, str))
    cards, next_key = queries.agencies_page(
        state=asked["state"] or None,
        text=asked["q"],
        after=None if after is None else (after[0], after[1]),
        limit=_LISTED,
    )
    answers = queries.agreements_in_effect_many(
        [queries.Question(card.id, asked["on"]) for card in cards]
    )
    context |= {
        "on": asked["on"],
        "is_filtered": bool(asked["q"].strip() or asked["state"]),
        "found": [
            _Found(card, STATE_NAMES[card.state], badges_of(answer), short_words(answer))
            for card, answer in zip(cards, answers, strict=True)
        ],
        **_pager(request, next_key),
    }
    return render(request, "agreements/search.html", context)


@page(Permission.READ_AGREEMENTS)
def agency(request: PageRequest, agency_id: UUID) -> HttpResponse:
    """Answer for one agency and one day, with evidence, and show its whole history."""
    detail = queries.agency_detail(agency_id)
    if detail is None:
        raise NotFound()
    form = AgencyDayForm(_with_today(request.GET))
    context: dict[str, object] = {
        "agency": detail.card,
        "state": STATE_NAMES[detail.card.state],
        "level": labels.LEVELS[detail.card.level],
        "county": _county_name(detail.card),
        "spellings": detail.spellings,
        "form": form,
    }
    if not form.is_valid():
        return render(request, "agreements/agency.html", context, status=_UNUSABLE)
    on, known_on = form.cleaned_data["on"], form.cleaned_data["known_on"]
    answer = queries.agreements_in_effect(agency_id=agency_id, on=on, known_on=known_on)
    listings = listings_of(agency_id, known_on=known_on)
    context |= {
        "on": on,
        "known_on": known_on,
        "answer": answer_view(answer, listings),
        "histories": _histories(periods_of(agency_id, known_on=known_on)),
        "listings": [(str(labels.KINDS[one.kind]), one) for one in listings],
    }
    return render(request, "agreements/agency.html", context)


@page(Permission.READ_AGREEMENTS)
def lists(request: PageRequest) -> HttpResponse:
    """Show the imported lists, newest first, and why any of them waits."""
    after = read_cursor_text(request.GET.get("cursor"), (str, str, int))
    try:
        cards, next_key = lists_page(
            after=None if after is None else (after[0], after[1], after[2]), limit=_LISTED
        )
    except ValueError as error:
        fault = FieldError("cursor", _("Use the cursor of the page before, or leave it out."))
        raise BadInput([fault]) from error
    context = {"lists": [_listed(card) for card in cards], **_pager(request, next_key)}
    return render(request, "agreements/lists.html", context)


def _listed(card: ListCard) -> dict[str, object]:
    return {
        "card": card,
        "kind": labels.KINDS[card.kind],
        "reasons": [labels.waiting_words(one.code, one.detail) for one in card.waits_for],
    }


def _histories(periods: list[Period]) -> list[dict[str, object]]:
    """Return the periods by program model, each with its badge."""
    return [
        {
            "title": title,
            "periods": [
                (Badge(labels.BADGE_KINDS[one.standing], str(labels.STANDINGS[one.standing])), one)
                for one in periods
                if one.program_model == model
            ],
        }
        for model, title in labels.MODELS.items()
        if any(one.program_model == model for one in periods)
    ]


def _county_name(card: queries.AgencyCard) -> str:
    found = [one for one in queries.counties(card.state) if one.fips == card.county_fips]
    return found[0].name if found else ""


def _with_today(sent: QueryDict) -> QueryDict:
    """Return what was asked, with today where no day was, so that the form shows what counts."""
    asked = sent.copy()
    if not asked.get("on", "").strip():
        asked["on"] = today_utc().isoformat()
    return asked


def _pager(request: PageRequest, next_key: tuple[object, ...] | None) -> dict[str, str | None]:
    """Return the addresses of the next page and of the first, the question kept."""

    def address(cursor: str | None) -> str:
        query = request.GET.copy()
        query.pop("cursor", None)
        if cursor is not None:
            query["cursor"] = cursor
        text = query.urlencode()
        return f"{request.path}?{text}" if text else request.path

    return {
        "next_url": address(write_cursor(next_key)) if next_key else None,
        "first_url": address(None) if "cursor" in request.GET else None,
    }
