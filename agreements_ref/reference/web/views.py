"""The page on the programme: each model, its limits, the templates, figures, sources."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agreements_ref.reference import queries
from server.access.pages import PageRequest, page
from server.access.permissions import Permission

_MODELS = {
    "JEM": _("Jail enforcement (JEM)"),
    "TFM": _("Task force (TFM)"),
    "WSO": _("Warrant service officer (WSO)"),
    "all": _("All models"),
    "any": _("All models"),
}
_TOPICS = {
    "does": _("What it does"),
    "where": _("Where"),
    "training": _("Training"),
    "supervision": _("Who supervises"),
    "not_allowed": _("What officers still may not do"),
    "risk": _("Risk to the community"),
}
_CHECKED = {
    "read": _("read for this page"),
    "quotation": _("read in a quotation"),
    "not_read": _("not read for this page"),
}


@page(Permission.READ_AGREEMENTS)
def program(request: PageRequest) -> HttpResponse:
    """Show what the program models are, every sentence with its sources."""
    language = get_language() or "en"
    numbers = {name: number for number, name in enumerate(queries.sources(), start=1)}

    def shown(sentences: Iterable[queries.Sentence]) -> list[dict[str, object]]:
        return [
            {
                "text": one.words.in_language(language),
                "notes": [
                    {"number": numbers[cited.source.id], "place": cited.place}
                    for cited in one.citations
                ],
            }
            for one in sentences
        ]

    context = {
        "models": [
            {
                "code": one.program_model,
                "title": _MODELS[one.program_model],
                "topics": [(_TOPICS[topic], shown(found)) for topic, found in one.topics.items()],
            }
            for one in queries.program_model_texts()
        ],
        "templates": [
            {"version": one, "model": _MODELS[one.program_model], "said": shown([one.sentence])[0]}
            for one in queries.template_versions()
        ],
        "figures": [
            {"value": one.value, "said": shown([one.sentence])[0]}
            for one in queries.cited_figures()
        ],
        "sources": [
            {
                "number": numbers[one.id],
                "title": one.title.in_language(language),
                "checked": _CHECKED[one.checked],
            }
            for one in queries.sources().values()
        ],
    }
    return render(request, "reference/program.html", context)
