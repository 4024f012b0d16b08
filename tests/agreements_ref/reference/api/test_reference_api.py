"""`/api/v1/reference/program`."""

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from tests.conftest import Person

PATH = "/api/v1/reference/program"


@pytest.fixture
def api(observer: Person, api_of: Callable[..., APIClient]) -> APIClient:
    return api_of(observer, unlocked=False)


def test_every_sentence_comes_with_its_sources(api: APIClient) -> None:
    found = api.get(PATH).json()
    known = {one["id"] for one in found["sources"]}
    for model in found["program_models"]:
        for topic in model["topics"]:
            for sentence in topic["sentences"]:
                assert sentence["text"]
                assert {one["document"] for one in sentence["citations"]} <= known
                assert sentence["citations"]
    assert {one["code"] for one in found["template_versions"]} >= {"jem-2025", "pre-2013"}
    assert 1934 in {one["value"] for one in found["cited_figures"]}


def test_texts_come_in_the_readers_language(api: APIClient) -> None:
    text = api.get(PATH, HTTP_ACCEPT_LANGUAGE="es").content.decode()
    assert "Solo en la cárcel de la propia agencia." in text
    assert "Only in the agency's own jail." in api.get(PATH).content.decode()


def test_nobody_reads_it_without_signing_in(db: None, api_of: Callable[..., APIClient]) -> None:
    assert api_of(None).get(PATH).status_code == 401
