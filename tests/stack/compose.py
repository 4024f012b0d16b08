"""docker-compose.yml as a test reads it, and its services as native processes.

Without a container engine the same commands run here, with the environment rewritten: secrets
become files of a temporary folder, the hosts `postgres` and `redis` become the test's servers.
"""

import os
import secrets
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
KEYED_SECRETS = {"field_keys", "projection_key"}


def compose() -> dict[str, Any]:
    """Return the file with its anchors and merges resolved."""
    document: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    return document


@dataclass
class Stack:
    """The services of the file, run natively under one folder."""

    folder: Path
    database_url: str
    broker_url: str
    port: int
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    services: dict[str, Any] = field(default_factory=lambda: compose()["services"])

    def __post_init__(self) -> None:
        values = {
            "database_url": self.database_url,
            "broker_url": self.broker_url,
            "secret_key": secrets.token_urlsafe(48),
            "field_keys": f"1:{secrets.token_hex(32)}",
            "projection_key": secrets.token_hex(32),
        }
        for name in ("secrets", "data", "releases", "run", "static"):
            (self.folder / name).mkdir(mode=0o700)
        for name, value in values.items():
            path = self.folder / "secrets" / name
            path.write_text(value + "\n", encoding="utf-8")
            path.chmod(0o600)

    def environment(self, service: str) -> dict[str, str]:
        """Return a service's environment; it sees the secrets that the file gives it, no others."""
        declared = self.services[service]
        given = set(declared.get("secrets", ()))
        environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "HOME": str(self.folder),
            "TESTIGO_DATA_DIR": str(self.folder / "data"),
            "TESTIGO_STATIC_ROOT": str(self.folder / "static"),
        }
        for name, value in declared["environment"].items():
            environment[name] = self._native(str(value))
            if name.endswith("_FILE") and name != "TESTIGO_ALIVE_FILE":
                assert Path(value).name in given, f"{service} names {value} without being given it"
        environment["TESTIGO_HOSTS"] = "localhost"
        environment["TESTIGO_JOB_SWEEP_SECONDS"] = "1"
        if "TESTIGO_ALIVE_FILE" in environment:
            environment["TESTIGO_ALIVE_FILE"] = str(self.folder / "run" / service)
        return environment

    def _native(self, value: str) -> str:
        return (
            value.replace("/run/secrets", str(self.folder / "secrets"))
            .replace("/run/testigo", str(self.folder / "run"))
            .replace("/var/lib/testigo/releases", str(self.folder / "releases"))
            .replace("/var/lib/testigo/data", str(self.folder / "data"))
            .replace("0.0.0.0:8000", f"127.0.0.1:{self.port}")
        )

    def command(self, service: str) -> list[str]:
        """Return a service's command, with this machine's paths and port."""
        program, *arguments = (self._native(word) for word in self.services[service]["command"])
        found = shutil.which(program, path=self.environment(service)["PATH"])
        assert found is not None, f"{service}: no program {program}"
        return [found, *arguments]

    def healthcheck(self, service: str) -> bool:
        """Run a service's own health check."""
        kind, *words = self.services[service]["healthcheck"]["test"]
        assert kind == "CMD"
        environment = self.environment(service)
        alive_file = environment.get("TESTIGO_ALIVE_FILE", "")
        arguments = [
            {"/run/testigo/alive": alive_file, "8000": str(self.port)}.get(word, word)
            for word in words
        ]
        program = shutil.which(arguments[0], path=environment["PATH"])
        assert program is not None
        checked = subprocess.run(
            [program, *arguments[1:]], env=environment, cwd=ROOT, check=False, timeout=30
        )
        return checked.returncode == 0

    def run_once(self, service: str) -> None:
        """Run a service that ends by itself, and check that it ended well."""
        subprocess.run(
            self.command(service), env=self.environment(service), cwd=ROOT, check=True, timeout=120
        )

    def start(self, service: str) -> None:
        """Start a service; its output goes to a file named for it."""
        with (self.folder / f"{service}.log").open("wb") as log:
            self.running[service] = subprocess.Popen(
                self.command(service),
                env=self.environment(service),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def log_of(self, service: str) -> str:
        """Return what a service has printed."""
        return (self.folder / f"{service}.log").read_text("utf-8", errors="replace")

    def stop(self) -> None:
        """End every service that was started."""
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
