"""What `serve` runs, and what it must never run."""

from pathlib import Path

from server.runtime.programs import embedded_programs

PROGRAMS = {
    program.name: program
    for program in embedded_programs(["127.0.0.1:8000", "[::1]:8000"], Path("/data"))
}


def test_the_report_worker_alone_starts_without_keys() -> None:
    keyless = {name for name, it in PROGRAMS.items() if it.environment.get("TESTIGO_KEYLESS")}
    assert keyless == {"report worker"}


def test_no_worker_with_keys_takes_reports_and_every_queue_has_a_worker() -> None:
    queues = {
        name: next(word for word in it.command if word.startswith("--queues="))
        for name, it in PROGRAMS.items()
        if "worker" in it.command
    }
    assert queues == {"worker": "--queues=clock,default", "report worker": "--queues=reports"}


def test_beat_is_a_process_of_its_own() -> None:
    for name, program in PROGRAMS.items():
        assert ("beat" in program.command) == (name == "beat")
        assert not {"-B", "--beat"} & set(program.command)


def test_workers_have_no_processes_of_their_own() -> None:
    for program in PROGRAMS.values():
        if "worker" in program.command:
            assert "--pool=threads" in program.command
