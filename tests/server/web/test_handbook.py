"""The handbook says what the code does, in both languages."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils.module_loading import autodiscover_modules

from server.access.permissions import ROLE_PERMISSIONS, Permission, Role
from server.handbook.chapters import FOLDERS, HERE, SLUGS, chapter, render, source
from server.problems import catalogue

LANGUAGES = ["en", "es"]


def problems() -> dict[str, int]:
    """Return the status of every problem code of the installed apps."""
    autodiscover_modules("problems")
    return {
        problem.code: problem.kind.value.value
        for problem in catalogue()
        if not problem.__module__.startswith("tests.")
    }


def rows(slug: str, language: str) -> list[list[str]]:
    """Return the cells of every table row of a chapter whose first cell is a code."""
    lines = source(slug, language).read_text(encoding="utf-8").splitlines()
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines if line[:3] == "| `"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chapter_is_there(language: str) -> None:
    files = {path.stem for path in FOLDERS[language].glob("*.md")} - {"README"}
    assert files == set(SLUGS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.django_db
def test_every_chapter_can_be_read_without_sign_in(
    client: Client, slug: str, language: str
) -> None:
    answer = client.get(f"/handbook/{slug}", headers={"Accept-Language": language})
    content = answer.content.decode()
    assert answer.status_code == 200
    assert chapter(slug, language).title in content
    assert content.count("<h1") == 1


@pytest.mark.django_db
def test_a_chapter_that_does_not_exist_is_not_found(client: Client) -> None:
    assert client.get("/handbook/nothing").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_code_is_explained_with_its_status(language: str) -> None:
    text = source("problems", language).read_text(encoding="utf-8")
    said = re.findall(r"^## (\S+)\n\n(?:Status|Estado) (\d+)\.", text, re.MULTILINE)
    assert {code: int(status) for code, status in said} == problems()
    assert [code for code, status in said] == sorted(problems())


def test_a_problem_code_is_the_anchor_of_its_explanation() -> None:
    body = chapter("problems", "en").body
    assert all(f'id="{code}"' in body for code in problems())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_permissions_table_is_what_the_roles_include(language: str) -> None:
    yes = {"en": "yes", "es": "sí"}[language]
    said = {
        row[0].strip("`"): [cell == yes for cell in row[2:]]
        for row in rows("permissions", language)
    }
    true = {
        permission.value: [permission in ROLE_PERMISSIONS[role] for role in Role]
        for permission in Permission
        if permission is not Permission.PUBLIC
    }
    assert said == true


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_is_explained(language: str) -> None:
    read = re.compile(r"env\.[a-z_]+\(\s*\"(TESTIGO_[A-Z_]+)\"")
    folder = Path(settings.ROOT) / "server" / "settings"
    names = {
        name
        for path in folder.glob("*.py")
        if path.name != "test.py"
        for name in read.findall(path.read_text(encoding="utf-8"))
    }
    said = {row[0].strip("`") for row in rows("operators", language) if "TESTIGO_" in row[0]}
    assert said == names


def test_raw_html_in_a_chapter_is_shown_and_not_run() -> None:
    html = render("<script>alert(1)</script>\n\n<b>bold</b> `<i>`")
    assert "<script" not in html
    assert "<b>" not in html
    assert "&lt;b&gt;" in html


def test_a_table_scrolls_by_itself() -> None:
    assert '<div class="table-frame" tabindex="0">' in render("| a |\n|---|\n| b |")


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_inside_the_handbook_lead_somewhere(language: str) -> None:
    text = "".join(source(slug, language).read_text(encoding="utf-8") for slug in SLUGS)
    assert set(re.findall(r"\(/handbook/([a-z]+)", text)) <= set(SLUGS)


def test_decision_records_have_context_decision_and_consequences() -> None:
    records = sorted((HERE / "decisions").glob("[0-9]*.md"))
    assert len(records) >= 2
    for number, path in enumerate(records, start=1):
        text = path.read_text(encoding="utf-8")
        assert path.name.startswith(f"{number:04d}-")
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
            "Context",
            "Decision",
            "Consequences",
        ]
