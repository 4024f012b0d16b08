"""The code and the tracked files, as the checks of this folder read them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("server", "agreements_ref", "encounters", "cases")


@cache
def modules() -> tuple[tuple[Path, ast.Module], ...]:
    """Return (path from the root, syntax tree) of every module of the product but migrations."""
    return tuple(
        (path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8")))
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    )


@cache
def tracked_files() -> tuple[Path, ...]:
    """Return every file that git knows or would take, from the root."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(
        path for name in listed.stdout.splitlines() if (ROOT / (path := Path(name))).is_file()
    )


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (number, line) of a text file; nothing of a file that is no text."""
    try:
        text = (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    yield from enumerate(text.splitlines(), start=1)
