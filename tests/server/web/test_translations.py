"""Every text that a person sees is there in Spanish, with the same placeholders."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import CommandError, call_command

from server.web.management.commands.collect_messages import IGNORED
from server.web.management.commands.compile_translations import compile_catalogue

PO = Path(settings.LOCALE_PATHS[0]) / "es" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]*\}|<[^>]+>")


def catalogue() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="es")


def texts(value: str | Sequence[str] | None) -> tuple[str, ...]:
    return (value or "",) if value is None or isinstance(value, str) else tuple(value)


def named(message: Message) -> str:
    return f"{message.context or ''} {texts(message.id)[0]!r}".strip()


def test_every_text_of_the_catalogue_is_translated() -> None:
    missing = [
        named(message)
        for message in catalogue()
        if message.id and (message.fuzzy or not all(texts(message.string)))
    ]
    assert missing == []


def test_translations_keep_placeholders_and_marks() -> None:
    changed = [
        named(message)
        for message in catalogue()
        if message.id
        for translated in texts(message.string)
        if translated
        and sorted(PLACEHOLDER.findall(translated))
        != sorted(PLACEHOLDER.findall(texts(message.id)[-1]))
    ]
    assert changed == []


def test_every_text_of_the_code_is_in_the_catalogue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which("xgettext") is None:
        pytest.skip("GNU gettext is not installed; texts cannot be collected")
    ignore = shutil.ignore_patterns(*IGNORED, "__pycache__", ".*", "*.po", "*.mo")
    shutil.copytree(settings.ROOT / "server", tmp_path / "server", ignore=ignore)
    for app in ("agreements_ref", "encounters", "cases"):
        shutil.copytree(settings.ROOT / app, tmp_path / app, ignore=ignore)
    monkeypatch.chdir(tmp_path)
    locale = tmp_path / "locale"
    locale.mkdir()
    monkeypatch.setattr(settings, "LOCALE_PATHS", [str(locale)])
    for inner in tmp_path.rglob("server/web/locale"):
        shutil.rmtree(inner)
    call_command("collect_messages", verbosity=0)
    with (locale / "es" / "LC_MESSAGES" / "django.po").open("rb") as file:
        used = {(message.context, texts(message.id)[0]) for message in read_po(file) if message.id}
    held = {(message.context, texts(message.id)[0]) for message in catalogue() if message.id}
    assert len(used) > 200
    assert sorted(used - held, key=str) == []
    assert sorted(held - used, key=str) == []


def test_a_translation_that_loses_a_placeholder_is_refused_and_nothing_is_written(
    tmp_path: Path,
) -> None:
    path = tmp_path / "es" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        '#, python-format\nmsgid "%(count)s files"\nmsgstr "%(cuenta)s archivos"\n',
        encoding="utf-8",
    )
    with pytest.raises(CommandError, match=r"django\.po line 5"):
        compile_catalogue(path)
    assert not path.with_suffix(".mo").exists()


def test_the_catalogue_is_compiled_without_gettext_tools(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("compile_translations", "--json")
    assert '"server/web/locale/es/LC_MESSAGES/django.po"' in capsys.readouterr().out
    assert PO.with_suffix(".mo").stat().st_size > 1000
