"""Which version of the code made a release: stated in the file, so that anybody can rerun it."""

import tomllib
from functools import lru_cache
from importlib import metadata

from django.conf import settings

_DISTRIBUTION = "testigo"


@lru_cache(maxsize=1)
def code_version() -> str:
    """Return the version of the installed package, or of the source tree it runs from."""
    try:
        return metadata.version(_DISTRIBUTION)
    except metadata.PackageNotFoundError:
        project = tomllib.loads((settings.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        return str(project["project"]["version"])
