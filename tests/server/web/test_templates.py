"""No template of any app holds what the content security policy refuses."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

ROOT = Path(settings.ROOT)
APPS = ("server", "agreements_ref", "encounters", "cases")
TEMPLATES = sorted(path for app in APPS for path in (ROOT / app).rglob("templates/**/*.html"))
MODULES = sorted(path for app in APPS for path in (ROOT / app).rglob("static/**/*.js"))

REFUSED = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE),
    "an inline style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "htmx code in an attribute": re.compile(r"\shx-on|\"js:|'js:", re.IGNORECASE),
    "a foreign address": re.compile(r"(?:src|href|action)=[\"'](?:https?:)?//", re.IGNORECASE),
    "a data address": re.compile(r"(?:src|href)=[\"'](?:data|blob):", re.IGNORECASE),
    "a script or style without its hash": re.compile(
        r"<script\b[^>]*\bsrc=|<link\b[^>]*rel=[\"']stylesheet", re.IGNORECASE
    ),
}


def test_there_are_templates_to_look_at() -> None:
    assert len(TEMPLATES) > 15


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
@pytest.mark.parametrize("name", REFUSED)
def test_a_template_holds_nothing_that_the_browser_would_refuse(path: Path, name: str) -> None:
    assert not REFUSED[name].search(path.read_text(encoding="utf-8")), name


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_titles_hold_no_content_of_records(path: Path) -> None:
    titles = re.findall(r"{% block title %}(.*?){% endblock %}", path.read_text(encoding="utf-8"))
    variables = {name for title in titles for name in re.findall(r"{{\s*(\S+?)\s*}}", title)}
    assert variables <= {"product"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_scripts_import_nothing_and_make_no_code_from_text(path: Path) -> None:
    code = path.read_text(encoding="utf-8")
    assert not re.search(r"^\s*import\b|\bimport\(|\beval\(|\bnew Function\b", code, re.MULTILINE)
    assert "innerHTML" not in code


@pytest.mark.django_db
def test_every_script_and_style_of_a_page_carries_its_hash(client: Client) -> None:
    content = client.get("/sign-in/").content.decode()
    tags = re.findall(r"<script[^>]*>|<link rel=\"stylesheet\"[^>]*>", content)
    assert len(tags) >= 5
    assert all('integrity="sha384-' in tag for tag in tags)
