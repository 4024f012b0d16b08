"""`/agreements/program/`: each sentence leads to its source."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from tests.conftest import Person

PATH = "/agreements/program/"


@pytest.fixture
def read(observer: Person, browser_of: Callable[..., Client]) -> Callable[..., str]:
    browser = browser_of(observer, unlocked=False)

    def read(language: str = "en") -> str:
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        response = browser.get(PATH)
        assert response.status_code == 200
        return response.content.decode()

    return read


def test_every_note_leads_to_a_source_on_the_page(read: Callable[..., str]) -> None:
    markup = read()
    noted = set(re.findall(r'href="#(source-\d+)"', markup))
    assert noted == set(re.findall(r'id="(source-\d+)"', markup))


def test_each_model_says_what_officers_still_may_not_do(read: Callable[..., str]) -> None:
    markup = read()
    assert markup.count("What officers still may not do") == 4
    assert "No questions about status, not even in the jail" in markup
    assert "not read for this page" in markup


def test_the_page_is_spanish_for_who_reads_spanish(read: Callable[..., str]) -> None:
    markup = read("es")
    assert "Nada de preguntas sobre el estatus, ni siquiera en la cárcel" in markup
    assert "Lo que los agentes siguen sin poder hacer" in markup
