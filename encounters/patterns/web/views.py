"""The report pages: ordering, watching, reading, fetching."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encounters.patterns import clock, labels, queries, services
from encounters.patterns.downloads import as_download
from encounters.patterns.questions import STATUS_QUESTIONS
from encounters.patterns.release_files import JSON_NAME, read_document
from encounters.patterns.web.forms import OrderForm, new_order_name
from encounters.patterns.web.report_view import report_view
from server.access.pages import PageRequest, page
from server.access.permissions import Permission
from server.problems import NotFound, Problem, catalogue

_LISTED = 50
_UNUSABLE = 422


@dataclass(frozen=True)
class _Offer:
    """A coalition with the form that orders its next report; no form while one is made."""

    coalition: Any
    form: OrderForm
    is_busy: bool


@page(Permission.READ_RELEASES, methods=("GET", "POST"))
def reports(request: PageRequest) -> HttpResponse:
    """List the reports of the viewer's coalitions, and order the next one."""
    if request.method == "POST":
        return _order(request)
    return _reports_page(request)


def _order(request: PageRequest) -> HttpResponse:
    coalition = next(
        (
            found
            for found in queries.coalitions_of(request.viewer)
            if str(found.id) == request.POST.get("coalition")
        ),
        None,
    )
    if coalition is None:
        raise NotFound()
    form = _form_for(coalition.id, request.POST)
    if form.is_valid():
        sent = form.cleaned_data
        try:
            release, _is_new = services.order_release(
                viewer=request.viewer,
                coalition_id=coalition.id,
                cutoff=sent["cutoff"],
                # Read from the request: a form sent twice says it again when the plan is there.
                period_start=request.POST.get("period_start") or None,
                today=clock.today(),
                idempotency_key=sent["once"],
            )
        except NotFound:
            raise
        except Problem as problem:
            _show_in(form, problem)
        else:
            return redirect("patterns:report", release_id=release.id)
    return _reports_page(request, wrong={coalition.id: form})


def _show_in(form: OrderForm, problem: Problem) -> None:
    for fault in problem.errors:
        form.add_error(fault.field if fault.field in form.fields else None, fault.message)
    if not problem.errors:
        form.add_error(None, str(problem.title))


def _form_for(coalition_id: UUID, sent: Any = None) -> OrderForm:
    plan = queries.plan_of(coalition_id)
    today = clock.today()
    return OrderForm(
        sent,
        auto_id=f"id_{coalition_id.hex[:8]}_%s",
        initial={"coalition": coalition_id, "once": new_order_name()},
        offered=queries.cutoffs_offered(plan, today),
        needs_start=plan is None,
        today=today,
    )


def _reports_page(request: PageRequest, wrong: dict[UUID, OrderForm] | None = None) -> HttpResponse:
    offers: list[_Offer] = []
    for coalition in queries.coalitions_of(request.viewer):
        plan = queries.plan_of(coalition.id)
        waiting = queries.release_under_way(plan) if plan else None
        is_busy = waiting is not None and not queries.has_stopped(waiting)
        form = (wrong or {}).get(coalition.id) or _form_for(coalition.id)
        offers.append(_Offer(coalition, form, is_busy))
    found = queries.release_page(request.viewer, after=None, size=_LISTED)
    context = {
        "offers": offers,
        "question": labels.title_of(labels.QUESTION_TITLES, STATUS_QUESTIONS),
        "question_text": labels.title_of(labels.QUESTION_TEXTS, STATUS_QUESTIONS),
        "releases": [_listed(release) for release in found.rows],
    }
    return render(request, "patterns/reports.html", context, status=_UNUSABLE if wrong else None)


def _listed(release: Any) -> dict[str, Any]:
    return {
        "release": release,
        "title": labels.title_of(labels.QUESTION_TITLES, release.plan.question),
        "has_stopped": queries.has_stopped(release),
    }


@page(Permission.READ_RELEASES)
def report(request: PageRequest, release_id: UUID) -> HttpResponse:
    """Show a report, or how far it is."""
    release = queries.release_visible_to(request.viewer, release_id)
    context = _progress(release)
    if release.state == "released" and release.document is not None:
        context["report"] = report_view(
            read_document(bytes(release.document)),
            queries.question_of(release.plan),
            (get_language() or "en")[:2],
        )
        context["files"] = list(queries.files_of(release))
        context["json_name"] = JSON_NAME
        context["is_thinned"] = queries.has_tombstones(release)
    return render(request, "patterns/report.html", context)


@page(Permission.READ_RELEASES)
def report_progress(request: PageRequest, release_id: UUID) -> HttpResponse:
    """Answer how far a report is, as a part of its page; when it is over, have it read anew."""
    context = _progress(queries.release_visible_to(request.viewer, release_id))
    response = render(request, "patterns/parts/progress.html", context)
    if not context["is_running"]:
        response["HX-Refresh"] = "true"
    return response


@page(Permission.READ_RELEASES)
def report_file(request: PageRequest, release_id: UUID, name: str) -> HttpResponse:
    """Give out the exact bytes of a file; the pictures of the page come from here too."""
    return as_download(queries.file_visible_to(request.viewer, release_id, name))


def _progress(release: Any) -> dict[str, Any]:
    has_stopped = queries.has_stopped(release)
    if release.state == "refused":
        reason = _problem_title(release.refusal)
    elif has_stopped:
        reason = _problem_title(release.job.error_code if release.job else "")
    else:
        reason = ""
    return {
        "release": release,
        "title": labels.title_of(labels.QUESTION_TITLES, release.plan.question),
        "question_text": labels.title_of(labels.QUESTION_TEXTS, release.plan.question),
        "is_running": release.state in ("ordered", "formed") and not has_stopped,
        "reason": reason,
        "percent": queries.percent_done(release),
        "step": _("Forming groups that are large enough")
        if release.state == "ordered"
        else _("Checking against earlier reports and writing the files"),
    }


def _problem_title(code: str) -> str:
    """Return the words for a problem code; for an unknown one, that the work stopped."""
    for problem in catalogue():
        if problem.code == code:
            return str(problem.title)
    return _("Making the report stopped before it was done. Order it again.")
