"""What lies in the repository, and what must not."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGES, ROOT, lines_of, tracked_files

LOCK_FILES = ["package-lock.json", *sorted(p.name for p in (ROOT / "requirements").glob("*.txt"))]
# Folders of tests that look at the product as a whole.
WHOLE_PRODUCT = {
    "access", "architecture", "attacks", "benchmarks", "browser", "journeys", "stack", "vectors",
}  # fmt: skip
MACHINE_PATHS = re.compile(r"(?<![\w.-])/(?:home/\w|Users/\w|root/|work/)")


def lock_path(name: str) -> Path:
    return Path(name) if name == "package-lock.json" else Path("requirements") / name


@pytest.mark.parametrize("name", LOCK_FILES)
def test_a_lock_file_names_no_address(name: str) -> None:
    faults = [number for number, line in lines_of(lock_path(name)) if "://" in line]
    assert faults == []


@pytest.mark.parametrize("name", [name for name in LOCK_FILES if name != "package-lock.json"])
def test_every_locked_package_is_pinned_with_hashes(name: str) -> None:
    text = (ROOT / lock_path(name)).read_text(encoding="utf-8")
    packages = re.split(r"\n(?=[a-zA-Z])", text)
    faults = [
        package.splitlines()[0]
        for package in packages
        if "==" not in package.splitlines()[0] or "--hash=sha256:" not in package
    ]
    assert faults == []


def test_every_declared_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = {
        re.split(r"[\[<>=~!; ]", requirement)[0].lower()
        for requirement in project["project"]["dependencies"]
    }
    locked = {
        line.split("==")[0].split("[")[0].lower()
        for _, line in lines_of(Path("requirements/run.txt"))
        if "==" in line
    }
    assert declared - locked == set()


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    own = Path(__file__).resolve().relative_to(ROOT)
    faults = [
        f"{path}:{number}"
        for path in tracked_files()
        if path != own and path.name != "package-lock.json"
        for number, line in lines_of(path)
        if MACHINE_PATHS.search(line)
    ]
    assert faults == []


@pytest.mark.parametrize("name", ["uv.lock", ".venv/x", "var/x", "node_modules/x", "secrets/x"])
def test_what_a_machine_makes_is_not_committed(name: str) -> None:
    ignored = subprocess.run(["git", "check-ignore", "--quiet", name], cwd=ROOT, check=False)
    assert ignored.returncode == 0


def mirrored(test: Path) -> Path:
    """Return the folder of the code that a test stands for."""
    parts = test.parts[1:-1]
    return ROOT.joinpath(*("management/commands" if part == "commands" else part for part in parts))


def test_every_test_mirrors_a_folder_of_the_code() -> None:
    faults = [
        path.as_posix()
        for path in tracked_files()
        if path.parts[0] == "tests" and path.name.startswith("test_") and path.suffix == ".py"
        if path.parts[1] not in WHOLE_PRODUCT
        and not (path.parts[1] in PACKAGES and mirrored(path).is_dir())
    ]
    assert faults == []


def test_the_licence_is_the_whole_affero_licence() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="ascii")
    assert text.split("\n")[0].strip() == "GNU AFFERO GENERAL PUBLIC LICENSE"
    assert "13. Remote Network Interaction" in text
    assert "END OF TERMS AND CONDITIONS" in text
