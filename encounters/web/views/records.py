"""`/encounters/`: the list, one encounter, and what can be added to it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encounters import queries, services
from encounters.details import EncounterDetail, encounter_detail
from encounters.problems import refuse_forbidden_facts
from encounters.rules.codes import Verification
from encounters.web.capture_form import new_client_key
from encounters.web.detail_forms import (
    AddendumForm,
    ConsentForm,
    CustodyEventForm,
    VerificationForm,
)
from encounters.web.detail_view import detail_context
from server.access.api import PAGE_SIZE, read_cursor_text, write_cursor
from server.access.pages import PageRequest, page
from server.access.permissions import Permission
from server.problems import BadInput, IdempotencyKeyReused, NotFound, Stale

_UNUSABLE, _CHANGED_SINCE = 422, 412


@page(Permission.READ_ENCOUNTERS)
def encounters(request: PageRequest) -> HttpResponse:
    """List what the viewer may see, newest month first."""
    after = read_cursor_text(request.GET.get("cursor"), queries.PAGE_KEY)
    found = queries.encounters_page(request.viewer, size=PAGE_SIZE, after=after)
    marks = queries.marks_of(found.rows)
    next_url = None
    if found.next_key is not None:
        next_url = "?" + urlencode({"cursor": write_cursor(found.next_key)})
    return render(
        request,
        "encounters/list.html",
        {
            "rows": [(row, marks.get(row.id, frozenset())) for row in found.rows],
            "next_url": next_url,
            "first_url": request.path if after is not None else None,
            "may_log": request.viewer.may(Permission.LOG_ENCOUNTER),
        },
    )


@page(Permission.READ_ENCOUNTERS)
def encounter(request: PageRequest, encounter_id: UUID) -> HttpResponse:
    """Show one encounter: claims, agencies, findings, clocks; the sealed part loads by itself."""
    return _page_of(request, _read(request, encounter_id))


@page(Permission.ADD_TO_ENCOUNTER, methods=("POST",))
def add_custody_event(request: PageRequest, encounter_id: UUID) -> HttpResponse:
    """Add a dated claim about custody; the first one opens the episode."""
    refuse_forbidden_facts(request.POST)
    detail = _read(request, encounter_id)
    form = CustodyEventForm(request.POST, zone=detail.zone)

    def add() -> None:
        services.add_event_to_newest_episode(
            viewer=request.viewer,
            encounter_id=encounter_id,
            event=form.as_input(),
            idempotency_key=form.cleaned_data["client_key"],
        )

    return _after(request, detail, form, add, "custody", _("The event was added."))


@page(Permission.ADD_TO_ENCOUNTER, methods=("POST",))
def add_consent(request: PageRequest, encounter_id: UUID) -> HttpResponse:
    """Record what the affected person said about being counted."""
    refuse_forbidden_facts(request.POST)
    detail = _read(request, encounter_id)
    form = ConsentForm(request.POST)

    def add() -> None:
        services.record_consent(
            viewer=request.viewer,
            encounter_id=encounter_id,
            answer=form.as_input(timezone.now()),
            idempotency_key=form.cleaned_data["client_key"],
        )

    return _after(request, detail, form, add, "consent", _("The answer was recorded."))


@page(Permission.ADD_TO_ENCOUNTER, methods=("POST",))
def add_addendum(request: PageRequest, encounter_id: UUID) -> HttpResponse:
    """Seal an addendum."""
    refuse_forbidden_facts(request.POST)
    detail = _read(request, encounter_id)
    form = AddendumForm(request.POST)

    def add() -> None:
        services.add_addendum(
            viewer=request.viewer,
            encounter_id=encounter_id,
            text=form.cleaned_data["text"],
            language=get_language() or "en",
            at=timezone.now(),
            idempotency_key=form.cleaned_data["client_key"],
        )

    return _after(request, detail, form, add, "addendum", _("The addendum was sealed."))


@page(Permission.REVIEW_ENCOUNTER, methods=("POST",))
def verify(request: PageRequest, encounter_id: UUID) -> HttpResponse:
    """Change the verification, unless somebody changed the record since it was read."""
    refuse_forbidden_facts(request.POST)
    detail = _read(request, encounter_id)
    if not detail.may_review:
        raise NotFound()
    form = VerificationForm(request.POST)

    def change() -> None:
        services.set_verification(
            viewer=request.viewer,
            encounter_id=encounter_id,
            verification=Verification(form.cleaned_data["verification"]),
            version=form.cleaned_data["version"],
        )

    return _after(request, detail, form, change, "verification", _("The verification was set."))


def _after(
    request: PageRequest,
    detail: EncounterDetail,
    form: forms.Form,
    write: Callable[[], None],
    part: str,
    done: str,
) -> HttpResponse:
    """Write what a valid form says and go back to the page, or show the form with its faults."""
    status = _UNUSABLE
    if form.is_valid():
        try:
            write()
        except BadInput as problem:
            for fault in problem.errors:
                form.add_error(None, str(fault.message))
        except IdempotencyKeyReused as problem:
            form.add_error(None, str(problem.title))
        except Stale as problem:
            status = _CHANGED_SINCE
            form.add_error(None, str(problem.title))
        else:
            messages.success(request, done)
            return redirect("encounters:detail", detail.id)
    return _page_of(request, detail, faulty={part: form}, status=status)


def _page_of(
    request: PageRequest,
    detail: EncounterDetail,
    *,
    faulty: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    blank: dict[str, Any] = {
        "custody": CustodyEventForm(initial=_once(), zone=detail.zone),
        "consent": ConsentForm(initial=_once()),
        "addendum": AddendumForm(initial=_once()),
        "verification": VerificationForm(
            initial={"version": detail.version, "verification": detail.verification.value}
        ),
    }
    if faulty and "verification" in faulty:
        # What the editor sends next rests on what is shown now.
        faulty["verification"].data = faulty["verification"].data.copy()
        faulty["verification"].data["version"] = str(detail.version)
    return render(
        request,
        "encounters/detail.html",
        {
            **detail_context(detail, request.viewer),
            "forms": {**blank, **(faulty or {})},
            "open_form": next(iter(faulty)) if faulty else None,
        },
        status=status,
    )


def _once() -> dict[str, str]:
    return {"client_key": new_client_key()}


def _read(request: PageRequest, encounter_id: UUID) -> EncounterDetail:
    return encounter_detail(request.viewer, encounter_id, now=timezone.now())
