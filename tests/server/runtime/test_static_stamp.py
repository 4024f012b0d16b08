"""Static files are collected when they changed, and only then."""

from pathlib import Path

import pytest
from pytest_django import Settings

from server.runtime.static_stamp import is_collected, mark_collected


@pytest.fixture
def source(tmp_path: Path, settings: Settings) -> Path:
    """One static file of a folder that the settings name."""
    folder = tmp_path / "source"
    folder.mkdir()
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    file = folder / "base.css"
    file.write_text("body {}")
    return file


def test_a_new_folder_is_not_collected(source: Path, tmp_path: Path) -> None:
    assert not is_collected(tmp_path)


def test_what_was_collected_is_not_collected_again(source: Path, tmp_path: Path) -> None:
    mark_collected(tmp_path)
    assert is_collected(tmp_path)


def test_a_changed_file_is_noticed(source: Path, tmp_path: Path) -> None:
    mark_collected(tmp_path)
    source.write_text("body { margin: 0 }")
    assert not is_collected(tmp_path)


def test_another_file_is_noticed(source: Path, tmp_path: Path) -> None:
    mark_collected(tmp_path)
    (source.parent / "more.css").write_text("p {}")
    assert not is_collected(tmp_path)
