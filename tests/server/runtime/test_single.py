"""Two supervisors never share a data folder."""

from pathlib import Path

import pytest

from server.runtime.single import AlreadyServed, only_one


def test_a_second_one_is_refused_with_a_remedy(tmp_path: Path) -> None:
    with (
        only_one(tmp_path),
        pytest.raises(AlreadyServed, match="TESTIGO_DATA_DIR"),
        only_one(tmp_path),
    ):
        pytest.fail("both hold the folder")


def test_the_folder_is_free_again_afterwards(tmp_path: Path) -> None:
    with only_one(tmp_path):
        pass
    with only_one(tmp_path):
        assert (tmp_path / "serve.lock").exists()
