"""Start-up checks: what nobody can forget because the product does not start without it."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from server.access.api import ResourceViewSet
from server.access.managers import ScopedManager
from server.access.permissions import Permission
from server.access.tiers import LIBRARY_MODELS, Tier, tier_of


@register()
def every_field_has_a_tier(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a model field without a tier, and a tier-2 or tier-3 field stored in the open."""
    faults: list[CheckMessage] = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label in LIBRARY_MODELS:
            continue
        for field in model._meta.local_concrete_fields:
            name = f"{model._meta.label}.{field.name}"
            tier = tier_of(field)
            if tier is None:
                faults.append(
                    Error(
                        f"{name} has no tier.",
                        hint="Wrap it in operational, countable, restricted or sealed.",
                        id="access.E001",
                    )
                )
            elif tier is Tier.RESTRICTED and not getattr(field, "locks_value", False):
                faults.append(
                    Error(
                        f"{name} is restricted but stored in the open.",
                        hint="Use server.vault.fields.RestrictedField.",
                        id="access.E002",
                    )
                )
            elif tier is Tier.SEALED and not isinstance(field, models.BinaryField):
                faults.append(
                    Error(
                        f"{name} is sealed but is no BinaryField of an envelope.", id="access.E003"
                    )
                )
    return faults


def is_sensitive(model: type[models.Model]) -> bool:
    """Say whether a model holds restricted or sealed fields, or says so itself."""
    if getattr(model, "sensitive", False):
        return True
    return any(
        (tier_of(field) or Tier.OPERATIONAL) >= Tier.RESTRICTED
        for field in model._meta.local_concrete_fields
    )


@register()
def sensitive_models_are_scoped(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a sensitive model with a manager that answers without a viewer or a reason."""
    return [
        Error(
            f"{model._meta.label}.{manager.name} answers without a viewer.",
            hint="Use a subclass of server.access.managers.ScopedManager.",
            id="access.E004",
        )
        for model in apps.get_models()
        if is_sensitive(model)
        for manager in model._meta.managers
        if not isinstance(manager, ScopedManager)
    ]


@register()
def every_action_declares_its_permission(
    app_configs: Any = None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse a route of ours whose action or page names no permission."""
    faults: list[CheckMessage] = []
    for route, view in routes():
        if not (view.__module__ or "").startswith(OUR_MODULES):
            continue
        for action, permission in declared(view):
            if not isinstance(permission, Permission):
                faults.append(
                    Error(
                        f"{route}: {view.__module__}.{view.__name__} {action} names no permission.",
                        hint="Set `permissions` on the viewset, or use page(permission=...).",
                        id="access.E005",
                    )
                )
    return faults


OUR_MODULES = ("server.", "agreements_ref.", "encounters.", "cases.")


def declared(view: Any) -> Iterator[tuple[str, object]]:
    """Yield (action, permission or None) for each thing a routed view does."""
    viewset = getattr(view, "cls", None)
    if isinstance(viewset, type) and issubclass(viewset, ResourceViewSet):
        for action in sorted(set(getattr(view, "actions", {}).values())):
            yield action, viewset.permissions.get(action)
    else:
        yield "page", getattr(view, "permission", None)


def routes(
    patterns: Sequence[URLPattern | URLResolver] | None = None, prefix: str = ""
) -> Iterator[tuple[str, Any]]:
    """Yield (route, view) for every URL pattern of the installation."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route, pattern.callback
