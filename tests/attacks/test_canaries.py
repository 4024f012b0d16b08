"""The search itself: it finds each form in which a copy could have been written."""

import base64
from pathlib import Path

import pytest

from tests.attacks.canaries import forms_of, hits_below, hits_in, packed

TEXTS = (
    'CANARY en: "the <blue> truck" & the corner',
    "CANARIO es: pidió papeles, señaló la patrulla, ¿por qué?",
)
AROUND = bytes(range(256))


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("form", sorted(forms_of("x")))
def test_a_planted_copy_is_found(text: str, form: str) -> None:
    planted = AROUND + forms_of(text)[form] + AROUND
    assert list(hits_in(planted, [text]))


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("before", range(4))
def test_base64_is_found_wherever_the_copy_begins_in_it(text: str, before: int) -> None:
    planted = base64.b64encode(b"x" * before + text.encode() + b"yz")
    assert list(hits_in(AROUND + planted + AROUND, [text]))
    assert list(hits_in(planted.replace(b"+", b"-").replace(b"/", b"_"), [text]))


@pytest.mark.parametrize("text", TEXTS)
def test_compressed_copies_are_found(text: str, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "page.bin").write_bytes(AROUND + packed(text) + AROUND)
    (hit,) = hits_below(tmp_path, [text])
    assert hit.startswith("deep/page.bin: ")
    assert "compressed utf-8" in hit


def test_a_file_name_is_searched_too(tmp_path: Path) -> None:
    (tmp_path / "CANARY-1").touch()
    assert len(hits_below(tmp_path, ["CANARY-1"])) == 1


def test_other_texts_are_no_hits(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(AROUND + b"CANARY en: the red truck" + AROUND)
    assert hits_below(tmp_path, TEXTS) == []
