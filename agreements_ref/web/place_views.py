"""The page "Find my county": which agencies of a place had agreements on a day."""

from django.http import HttpResponse
from django.shortcuts import render

from agreements_ref.forms import today_utc
from agreements_ref.place_form import PlaceForm
from agreements_ref.queries.by_place import agreements_in_place
from agreements_ref.rules.states import STATE_NAMES
from agreements_ref.web.place_answer import place_answer
from server.access.pages import PageRequest, page
from server.access.permissions import Permission

_UNUSABLE = 422


@page(Permission.READ_AGREEMENTS)
def places(request: PageRequest) -> HttpResponse:
    """Ask for a state, then a county, then answer for that place and day."""
    asked = request.GET.copy()
    if not asked.get("on", "").strip():
        asked["on"] = today_utc().isoformat()
    form = PlaceForm(asked)
    context: dict[str, object] = {"form": form}
    if not form.is_valid():
        return render(request, "agreements/places.html", context, status=_UNUSABLE)
    context["state_chosen"] = bool(form.cleaned_data["state"])
    if form.question is not None:
        county_fips, on, known_on = form.question
        found = agreements_in_place(county_fips=county_fips, on=on, known_on=known_on)
        if found is not None:
            context |= {
                "on": on,
                "known_on": known_on,
                "county": found.county,
                "state": STATE_NAMES[found.county.state],
                "answer": place_answer(found),
            }
    return render(request, "agreements/places.html", context)
