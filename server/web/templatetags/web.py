"""`{% load web %}`: the parts of the design system that need more than a class name."""

from typing import Any

from django import template
from django.forms import BoundField, CheckboxSelectMultiple, Form, RadioSelect
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from server.web import assets

register = template.Library()

BADGES = frozenset({"plain", "info", "good", "warning", "danger"})
NOTICES = frozenset({"info", "good", "warning", "danger"})
ALERTING = frozenset({"danger"})


@register.simple_tag
def stylesheet(name: str, media: str = "all") -> SafeString:
    """Return the link to a style sheet with its integrity hash."""
    return assets.style_tag(name, media)


@register.simple_tag
def module(name: str) -> SafeString:
    """Return the script element of an ES module with its integrity hash."""
    return assets.module_tag(name)


@register.simple_tag
def script(name: str) -> SafeString:
    """Return the script element of a library that is no module."""
    return assets.script_tag(name)


@register.inclusion_tag("web/parts/htmx.html")
def htmx() -> dict[str, Any]:
    """Load htmx for one page, set up for the strict content security policy."""
    return {}


@register.simple_tag
def badge(kind: str, word: object) -> SafeString:
    """Return a badge. kind: plain, info, good, warning or danger; its shape differs by kind."""
    if kind not in BADGES:
        raise ValueError(f"badge kind {kind!r}; use one of {', '.join(sorted(BADGES))}")
    return format_html('<span class="badge badge--{}">{}</span>', kind, word)


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: object = "") -> SafeString:
    """Wrap the content in a notice. kind: info, good, warning or danger (announced at once)."""
    if kind not in NOTICES:
        raise ValueError(f"notice kind {kind!r}; use one of {', '.join(sorted(NOTICES))}")
    role = mark_safe(' role="alert"') if kind in ALERTING else ""  # nosec B308
    head = format_html('<p class="notice__title">{}</p>', title) if title else ""
    return format_html('<div class="notice notice--{}"{}>{}{}</div>', kind, role, head, content)


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField, help_text: object = "", large: bool = False) -> dict[str, Any]:
    """Show one form field: label, help, errors, input, tied together for screen readers.

    Radio buttons and groups of check boxes become tiles. large: a label like a heading, for the
    one question of a page.
    """
    return {
        "field": bound,
        "help_text": help_text or bound.help_text,
        "large": large,
        "is_group": isinstance(bound.field.widget, RadioSelect | CheckboxSelectMultiple),
        "is_check": bound.widget_type == "checkbox",
    }


@register.inclusion_tag("web/parts/error_summary.html")
def error_summary(form: Form) -> dict[str, Any]:
    """Show what is wrong with a form, above it, each fault with a link to its field."""
    faults = [
        {"target": _first_control(form[name]), "label": form[name].label, "text": text}
        for name, texts in form.errors.items()
        if name != "__all__"
        for text in texts
    ]
    return {"faults": faults, "general": form.non_field_errors()}


def _first_control(bound: BoundField) -> str:
    if isinstance(bound.field.widget, RadioSelect | CheckboxSelectMultiple):
        return f"{bound.auto_id}_0"
    return bound.id_for_label or str(bound.auto_id)


@register.inclusion_tag("web/parts/progress.html")
def progress(done: int, of: int, label: object) -> dict[str, Any]:
    """Show how far a piece of work is: `done` of `of` steps, in words and as a bar."""
    return {"done": done, "of": of, "label": label}


@register.inclusion_tag("web/parts/pager.html")
def pager(next_url: str | None, first_url: str | None = None) -> dict[str, Any]:
    """Show the ways through a list that is read by key: to the next page, back to the first."""
    return {"next_url": next_url, "first_url": first_url}


@register.simple_tag(takes_context=True)
def here(context: template.Context) -> str:
    """Return the address of this page, for a form that comes back to it."""
    request = context.get("request")
    return request.get_full_path() if isinstance(request, HttpRequest) else "/"
