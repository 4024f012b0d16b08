"""Case files on pages: the list, one file, taking an encounter in, admitting a member, opening."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases import queries, services
from cases.forms import AcceptForm, AdmitForm
from cases.sealed_notes import services as sealed_notes
from encounters import queries as encounters
from encounters.rules.local_time import zone_named
from server.access.api import PAGE_SIZE, read_cursor_text, write_cursor
from server.access.pages import PageRequest, page
from server.access.permissions import Permission
from server.problems import BadInput, KeyMissing, NotFound, Problem, ProblemKind, SessionLocked


@page(Permission.READ_CASE_FILES)
def case_files(request: PageRequest) -> HttpResponse:
    """The viewer's case files, by title code."""
    after = read_cursor_text(request.GET.get("cursor"), queries.PAGE_KEY)
    rows = queries.case_files_page(request.viewer, size=PAGE_SIZE, after=after)
    return render(
        request,
        "cases/list.html",
        {"case_files": rows.rows, "next_url": _next_url(request, rows.next_key)},
    )


@page(Permission.READ_CASE_FILES)
def case_file(request: PageRequest, case_file_id: UUID) -> HttpResponse:
    """One case file: its encounters and its members."""
    return _case_file_page(request, case_file_id, AdmitForm())


def _case_file_page(
    request: PageRequest, case_file_id: UUID, form: AdmitForm, status: int = 200
) -> HttpResponse:
    file = queries.case_file_visible_to(request.viewer, case_file_id)
    after = read_cursor_text(request.GET.get("cursor"), encounters.PAGE_KEY)
    rows = encounters.encounters_page(
        request.viewer, size=PAGE_SIZE, after=after, container_id=file.container_id
    )
    return render(
        request,
        "cases/detail.html",
        {
            "case_file": file,
            "encounters": rows.rows,
            "next_url": _next_url(request, rows.next_key),
            "members": queries.members(file),
            "may_admit": queries.may_admit(request.viewer, file),
            "form": form,
        },
        status=status,
    )


@page(Permission.ADMIT_CASE_MEMBER, methods=["POST"])
def admit(request: PageRequest, case_file_id: UUID) -> HttpResponse:
    """Admit a person to a case file."""
    if not queries.may_admit(
        request.viewer, queries.case_file_visible_to(request.viewer, case_file_id)
    ):
        raise NotFound()
    form = AdmitForm(request.POST)
    if form.is_valid():
        username = form.cleaned_data["username"]
        try:
            services.admit_member(
                viewer=request.viewer, case_file_id=case_file_id, username=username
            )
        except BadInput as problem:
            form.add_error("username", problem.errors[0].message)
        except Problem as problem:
            if problem.kind is not ProblemKind.CONFLICT:
                raise
            form.add_error("username", str(problem.title))
        else:
            messages.success(
                request,
                _("%(name)s is a member now and can open what lies in this file.")
                % {"name": username},
            )
            return redirect("cases:detail", case_file_id)
    return _case_file_page(request, case_file_id, form, status=422)


@page(Permission.ACCEPT_ENCOUNTER, methods=["GET", "POST"])
def accept(request: PageRequest, encounter_id: UUID) -> HttpResponse:
    """Take an encounter from the intake folder into a case file, an open one or a new one."""
    encounter = encounters.encounter_visible_to(request.viewer, encounter_id)
    choices = [
        (str(file.container_id), file.title_code)
        for file in queries.case_files_of_team(request.viewer, encounter.team_id)
    ]
    data = request.POST if request.method == "POST" else None
    form = AcceptForm(data, choices=choices)
    if form.is_valid():
        chosen = form.cleaned_data["case_file"]
        accepted_into = services.accept_into(
            viewer=request.viewer,
            encounter_id=encounter_id,
            case_file_id=UUID(chosen) if chosen else None,
        )
        messages.success(request, _("The encounter lies in the case file now."))
        return redirect("cases:detail", accepted_into.container_id)
    return render(
        request,
        "cases/accept.html",
        {"encounter": encounter, "form": form},
        status=422 if form.is_bound else 200,
    )


@page(Permission.READ_ENCOUNTERS)
def sealed_parts(request: PageRequest, encounter_id: UUID) -> HttpResponse:
    """What is sealed about an encounter, opened for a member; else why it stays closed."""
    encounter = encounters.encounter_visible_to(request.viewer, encounter_id)
    context: dict[str, object] = {
        "encounter": encounter,
        "zone": zone_named(encounter.tz),
        "comes_from": reverse("encounters:detail", args=[encounter_id]),
    }
    try:
        context["parts"] = sealed_notes.open_sealed_parts(
            viewer=request.viewer, encounter_id=encounter_id
        )
    except SessionLocked:
        context["is_locked"] = True
    except KeyMissing:
        context["has_no_key"] = True
    fragment = bool(request.headers.get("HX-Request"))
    return render(
        request, "cases/parts/sealed_parts.html" if fragment else "cases/sealed.html", context
    )


def _next_url(request: PageRequest, key: tuple[object, ...] | None) -> str | None:
    if key is None:
        return None
    query = QueryDict(mutable=True)
    query["cursor"] = write_cursor(key)
    return f"{request.path}?{query.urlencode()}"
