"""Reads of the reference. It is public: every signed-in person reads all of it."""

from agreements_ref.reference.rules.texts import (
    CitedFigure,
    ProgramModelText,
    Sentence,
    Source,
    TemplateVersion,
    cited_figures,
    program_model_texts,
    sources,
    template_of,
    template_versions,
)

__all__ = [
    "CitedFigure",
    "ProgramModelText",
    "Sentence",
    "Source",
    "TemplateVersion",
    "cited_figures",
    "program_model_texts",
    "sources",
    "template_of",
    "template_versions",
]
