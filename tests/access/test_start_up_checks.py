"""What nobody can forget: the product does not start without it. Throw-away models and views."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, ClassVar

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from server.access import checks
from server.access.api import ResourceViewSet
from server.access.managers import ContainerScopedManager, ScopedManager, UnscopedQuery
from server.access.pages import page
from server.access.permissions import Permission
from server.access.tiers import countable, operational, restricted, sealed
from server.access.viewer import SystemReason
from server.vault.fields import RestrictedField

Define = Callable[..., type[models.Model]]


@pytest.fixture
def define() -> Iterator[Define]:
    """Return `define(**attributes)`: a model of the app `cases`, gone after the test."""
    numbers = count()

    def define(**attributes: Any) -> type[models.Model]:
        name = f"ThrowAway{next(numbers)}"
        body = {
            "__module__": __name__,
            "id": operational(models.BigAutoField(primary_key=True)),
            "Meta": type("Meta", (), {"app_label": "cases", "default_permissions": ()}),
            **attributes,
        }
        return type(name, (models.Model,), body)

    yield define
    registered = apps.all_models["cases"]
    for name in [name for name in registered if name.startswith("throwaway")]:
        del registered[name]
    apps.clear_cache()


def ids(found: list[Any]) -> set[str]:
    return {fault.id for fault in found}


def test_the_product_as_it_is_starts() -> None:
    assert [fault for fault in run_checks() if fault.is_serious()] == []


def test_a_field_without_a_tier_stops_the_start(define: Define) -> None:
    define(colour=models.CharField(max_length=3))
    (fault,) = checks.every_field_has_a_tier()
    assert fault.id == "access.E001"
    assert "ThrowAway0.colour" in fault.msg


def test_a_restricted_field_in_the_open_stops_the_start(define: Define) -> None:
    define(when=restricted(models.DateTimeField()), objects=ScopedManager())
    assert ids(checks.every_field_has_a_tier()) == {"access.E002"}


def test_a_sealed_field_of_text_stops_the_start(define: Define) -> None:
    define(note=sealed(models.TextField()), objects=ScopedManager())
    assert ids(checks.every_field_has_a_tier()) == {"access.E003"}


def test_a_many_to_many_table_is_looked_at_too(define: Define) -> None:
    define(people=models.ManyToManyField("accounts.Team", related_name="+"))
    faults = checks.every_field_has_a_tier()
    assert ids(faults) == {"access.E001"}
    assert any("_people" in fault.msg for fault in faults)


@pytest.mark.parametrize(
    "attributes",
    [
        {"note": sealed(models.BinaryField())},
        {"when": restricted(RestrictedField())},
        {"sensitive": True, "kind": countable(models.CharField(max_length=3))},
        {"note": sealed(models.BinaryField()), "rows": models.Manager()},
        {
            "note": sealed(models.BinaryField()),
            "objects": ScopedManager(),
            "everything": models.Manager(),
        },
    ],
    ids=["sealed", "restricted", "says so itself", "other name", "second manager"],
)
def test_an_unscoped_manager_on_a_sensitive_model_stops_the_start(
    attributes: dict[str, Any], define: Define
) -> None:
    define(**attributes)
    (fault,) = checks.sensitive_models_are_scoped()
    assert fault.id == "access.E004"


def test_a_countable_model_needs_no_scope(define: Define) -> None:
    define(kind=countable(models.CharField(max_length=3)))
    assert checks.sensitive_models_are_scoped() == []
    assert checks.every_field_has_a_tier() == []


class Undeclared(ResourceViewSet):
    """Two actions, of which one names no permission."""

    permissions: ClassVar[Any] = {"list": Permission.SIGN_IN}

    def list(self, request: Any) -> Any:
        raise AssertionError

    def create(self, request: Any) -> Any:
        raise AssertionError


def bare(request: HttpRequest) -> HttpResponse:
    raise AssertionError


@page(Permission.SIGN_IN)
def declared(request: HttpRequest) -> HttpResponse:
    raise AssertionError


def routes_of(monkeypatch: pytest.MonkeyPatch, *patterns: Any) -> None:
    monkeypatch.setattr(checks, "OUR_MODULES", (*checks.OUR_MODULES, __name__))
    nested = path("api/v1/", include((list(patterns), "new")))
    monkeypatch.setattr(
        checks,
        "get_resolver",
        lambda: type("Resolver", (), {"url_patterns": [nested]}),
    )


def test_an_action_without_a_permission_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    view = Undeclared.as_view({"get": "list", "post": "create"})
    routes_of(monkeypatch, path("things", view))
    (fault,) = checks.every_action_declares_its_permission()
    assert fault.id == "access.E005"
    assert "api/v1/things" in fault.msg
    assert "create" in fault.msg


@pytest.mark.parametrize("named", ["encounters.read", True, None])
def test_a_permission_that_is_none_of_ours_stops_the_start(
    named: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Undeclared, "permissions", {"list": named})
    routes_of(monkeypatch, path("things", Undeclared.as_view({"get": "list"})))
    assert ids(checks.every_action_declares_its_permission()) == {"access.E005"}


def test_a_page_without_a_permission_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    routes_of(monkeypatch, path("bare/", bare), path("declared/", declared))
    (fault,) = checks.every_action_declares_its_permission()
    assert fault.id == "access.E005"
    assert "bare" in fault.msg


def test_every_command_stops_at_a_failing_check(define: Define) -> None:
    define(colour=models.CharField(max_length=3))
    with pytest.raises(CommandError, match=r"access\.E001"):
        call_command("check")


def test_a_sensitive_model_answers_to_nobody_who_does_not_say_who_looks() -> None:
    sensitive = [model for model in apps.get_models() if checks.is_sensitive(model)]
    assert len(sensitive) > 10
    for model in sensitive:
        for manager in model._meta.managers:
            for ask in ("all", "count", "exists", "first", "create", "iterator"):
                with pytest.raises(UnscopedQuery):
                    getattr(manager, ask)()


@pytest.mark.django_db
def test_a_scoped_model_without_a_rule_shows_nobody_anything(define: Define) -> None:
    from server.access.viewer import Viewer

    nobody = Viewer(user_id=None, username="x", team_roles=frozenset())  # type: ignore[arg-type]
    for model in apps.get_models():
        manager = model._meta.default_manager
        if getattr(type(manager), "visible_to", None) is ScopedManager.visible_to:
            assert not manager.visible_to(nobody).query.has_results(using="default")


def test_a_reason_that_is_none_is_refused() -> None:
    manager: Any = apps.get_model("encounters", "Encounter")._meta.default_manager
    assert isinstance(manager, ContainerScopedManager)
    with pytest.raises(ValueError, match="curiosity"):
        manager.for_system("curiosity")
    assert manager.for_system(SystemReason.RUNNING_JOB) is not None
