"""`/capture/`: the 60-second record. Fill in, read back, seal; afterwards the form is empty."""

from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from encounters import queries, services
from encounters.agency_choices import AgencyChoices, agency_choices
from encounters.problems import refuse_forbidden_facts
from encounters.rules.codes import UNKNOWN_PLACE, Basis
from encounters.rules.time_values import TimeValue
from encounters.web.capture_form import NOW, CaptureForm, new_client_key
from encounters.web.capture_summary import carried_over, summary_of
from server.access.pages import PageRequest, page
from server.access.permissions import Permission
from server.access.viewer import Viewer
from server.accounts.queries import teams_of
from server.problems import BadInput, IdempotencyKeyReused, NotFound

_UNUSABLE = 422


@page(Permission.LOG_ENCOUNTER, methods=("GET", "POST"))
def capture(request: PageRequest) -> HttpResponse:
    """Show the empty form, or take it one step further."""
    if request.method != "POST":
        return _form_page(request, _empty_form(request.viewer))
    refuse_forbidden_facts(request.POST)
    form = CaptureForm(request.POST, teams=_teams(request.viewer))
    match request.POST.get("do"):
        case "review" | "seal" as step:
            if not form.is_valid():
                return _form_page(request, form, status=_UNUSABLE)
            if step == "seal" and request.POST.get("accurate") == "yes":
                return _seal(request, form)
            return _summary_page(request, form, is_missing_tick=step == "seal")
    return _form_page(request, form, shows_errors=False)


@page(Permission.LOG_ENCOUNTER)
def place(request: PageRequest) -> HttpResponse:
    """Return the counties and zones of a state, as a part of the form."""
    response = render(request, "encounters/parts/place.html", {"form": _part_form(request)})
    # The agencies listen for this, and load themselves for the new place.
    response.headers["HX-Trigger-After-Settle"] = "place-changed"
    return response


@page(Permission.LOG_ENCOUNTER)
def agencies(request: PageRequest) -> HttpResponse:
    """Return the agencies to offer for a place and some words, as a part of the form."""
    form = _part_form(request)
    return render(
        request,
        "encounters/parts/agencies.html",
        {"form": form, **_agency_context(form)},
    )


def _seal(request: PageRequest, form: CaptureForm) -> HttpResponse:
    try:
        encounter, _is_new = services.log_encounter(
            viewer=request.viewer,
            team_id=form.team_id(),
            data=form.as_input(),
            received_at=timezone.now(),
            idempotency_key=form.cleaned_data["client_key"],
        )
    except BadInput as problem:
        for fault in problem.errors:
            form.add_error(_FIELD_OF_FAULT.get(fault.field), str(fault.message))
        return _form_page(request, form, status=_UNUSABLE)
    except IdempotencyKeyReused:
        form.add_error(
            None, _("This form was sealed once already, with other answers. Nothing was changed.")
        )
        return _form_page(request, form, status=_UNUSABLE)
    return redirect(f"{reverse('encounters:capture')}?sealed={encounter.id}")


_FIELD_OF_FAULT = {
    "tz": "tz",
    "county_fips": "county_fips",
    "started.earliest": "when",
    "started.latest": "when",
}


def _form_page(
    request: PageRequest, form: CaptureForm, *, status: int = 200, shows_errors: bool = True
) -> HttpResponse:
    return render(
        request,
        "encounters/capture.html",
        {
            "form": form,
            "shows_errors": shows_errors and form.is_bound,
            "sealed": _just_sealed(request),
            **_agency_context(form),
        },
        status=status,
    )


def _summary_page(
    request: PageRequest, form: CaptureForm, *, is_missing_tick: bool
) -> HttpResponse:
    """Read the record back. "Now" is fixed here, so that reading on does not move it."""
    started: TimeValue = form.cleaned_data["started"]
    carried = carried_over(form)
    if (form.cleaned_data["when"] or NOW) == NOW and started.earliest is not None:
        carried["now_at"] = started.earliest.isoformat()
    return render(
        request,
        "encounters/capture_summary.html",
        {
            "form": form,
            "summary": summary_of(form),
            "carried": carried,
            "is_missing_tick": is_missing_tick,
        },
        status=_UNUSABLE if is_missing_tick else 200,
    )


def _empty_form(viewer: Viewer) -> CaptureForm:
    return CaptureForm(
        teams=_teams(viewer),
        initial={
            "client_key": new_client_key(),
            "basis": Basis.OBSERVED.value,
            "when": NOW,
            "state": UNKNOWN_PLACE,
        },
    )


def _part_form(request: PageRequest) -> CaptureForm:
    """Return the form as far as the parts of it need it; no other field travels in addresses."""
    data = QueryDict(mutable=True)
    for name in ("state", "county_fips", "tz", "q", "agency", "unidentified"):
        data.setlist(name, request.GET.getlist(name))
    for name in request.GET:
        if name.startswith("count-"):
            data[name] = request.GET[name]
    return CaptureForm(data, teams=_teams(request.viewer))


def _agency_context(form: CaptureForm) -> dict[str, object]:
    found: AgencyChoices = agency_choices(
        state=form.state_written,
        county_fips=form.county_written,
        text=form.data.get("q", ""),
        chosen=form.chosen_agencies(),
    )
    return {
        "agencies": [(choice, form.count_of(choice.id)) for choice in found.choices],
        "has_more_agencies": found.has_more,
        "unidentified": [
            (choice, form.count_of(str(choice.data["value"]))) for choice in form["unidentified"]
        ],
        "q": form.data.get("q", ""),
    }


def _teams(viewer: Viewer) -> list[tuple[str, str]]:
    allowed = viewer.teams_with(Permission.LOG_ENCOUNTER)
    return [(str(team.id), team.name) for team in teams_of(viewer) if team.id in allowed]


def _just_sealed(request: PageRequest) -> object | None:
    """Return the encounter that was sealed a moment ago, to show its word-code once more."""
    try:
        return queries.encounter_visible_to(request.viewer, UUID(request.GET["sealed"]))
    except (KeyError, ValueError, NotFound):
        return None
