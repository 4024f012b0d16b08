"""The summary that an observer reads back before sealing."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from agreements_ref import queries as registry
from encounters import labels
from encounters.moments import written_time
from encounters.place_names import written_place
from encounters.records import PresenceInput
from encounters.web.capture_form import CaptureForm


@dataclass(frozen=True)
class SummaryLine:
    """One answer. is_text: free text, shown with its own line breaks."""

    question: str
    answer: str
    is_text: bool = False


def summary_of(form: CaptureForm) -> list[SummaryLine]:
    """Return the checked answers in the order of the form; what was left out is said too."""
    values, data = form.cleaned_data, form.as_input()
    lines = [
        SummaryLine(str(form.fields["kind"].label), str(labels.label(data.kind))),
        SummaryLine(str(form.fields["basis"].label), str(labels.label(data.basis))),
        SummaryLine(
            str(form.fields["when"].label), written_time(values["started"], values["zone"])
        ),
        SummaryLine(_("Where?"), written_place(data.state, data.county_fips)),
        SummaryLine(
            _("Who is there?"),
            "; ".join(_presence(one) for one in data.presences) or _("nobody named"),
        ),
        SummaryLine(
            str(form.fields["status_question_asked"].label),
            str(labels.label(data.status_question_asked))
            if data.status_question_asked
            else _("not answered"),
        ),
        SummaryLine(
            str(form.fields["someone_taken"].label),
            str(labels.label(data.someone_taken)) if data.someone_taken else _("not answered"),
        ),
    ]
    if data.observer_is_subject:
        lines.insert(0, SummaryLine(str(form.fields["observer_is_subject"].label), _("Yes")))
    if "team" in form.fields:
        teams = dict(form.fields["team"].choices)  # type: ignore[attr-defined]  # a ChoiceField
        lines.insert(0, SummaryLine(str(form.fields["team"].label), str(teams[values["team"]])))
    lines.extend(
        SummaryLine(str(form.fields[name].label), values[name], is_text=True)
        for name in ("place_text", "note")
        if values[name].strip()
    )
    return lines


def carried_over(form: CaptureForm) -> dict[str, object]:
    """Return what the summary page sends again: our own fields and no others."""
    carried: dict[str, object] = {
        name: form.written(name)
        for name in form.fields
        if name not in {"unidentified", "observer_is_subject"} and form.written(name)
    }
    if form.cleaned_data["observer_is_subject"]:
        carried["observer_is_subject"] = "on"
    carried["agency"] = [str(agency) for agency in form.chosen_agencies()]
    carried["unidentified"] = form.cleaned_data["unidentified"]
    for name in (*form.chosen_agencies(), *form.cleaned_data["unidentified"]):
        if form.count_of(name):
            carried[f"count-{name}"] = form.count_of(name)
    return carried


def _presence(presence: PresenceInput) -> str:
    if presence.unidentified is not None:
        name = str(labels.label(presence.unidentified))
    else:
        found = registry.agency_detail(presence.agency_id) if presence.agency_id else None
        name = found.card.name if found else _("an agency that is not in the register")
    if presence.officer_count_band is None:
        return name
    return _("%(agency)s (officers: %(count)s)") % {
        "agency": name,
        "count": labels.label(presence.officer_count_band),
    }
