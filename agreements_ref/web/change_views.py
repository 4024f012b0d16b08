"""Pages about the lists as a sequence: what changed between two, and growth by model."""

from django.http import HttpResponse
from django.shortcuts import render

from agreements_ref.queries.changes import changes_between, comparable_lists, counts_by_list
from agreements_ref.web.change_form import TwoListsForm
from agreements_ref.web.growth_chart import growth_chart
from server.access.pages import PageRequest, page
from server.access.permissions import Permission

_UNUSABLE = 422


@page(Permission.READ_AGREEMENTS)
def changes(request: PageRequest) -> HttpResponse:
    """Compare two lists of one kind: added, gone, dates, models."""
    lists = comparable_lists()
    form = TwoListsForm(request.GET, lists)
    context: dict[str, object] = {"form": form, "has_lists": bool(lists)}
    if not lists:
        return render(request, "agreements/changes.html", context)
    if form.is_valid():
        asked = form.cleaned_data
        context["changes"] = changes_between(earlier=asked["earlier"], later=asked["later"])
        return render(request, "agreements/changes.html", context)
    status = _UNUSABLE if request.GET else 200
    return render(request, "agreements/changes.html", context, status=status)


@page(Permission.READ_AGREEMENTS)
def growth(request: PageRequest) -> HttpResponse:
    """Show how many agreements each list has, by model: a table, and a picture of it."""
    counts = counts_by_list()
    context = {"counts": list(reversed(counts)), "chart": growth_chart(counts)}
    return render(request, "agreements/growth.html", context)
