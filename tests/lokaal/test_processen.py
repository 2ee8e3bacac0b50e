import json
import os
import signal
import socket
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.lokaal.omgeving import web_omgeving
from config.lokaal.pidbestand import start_moment, wait_until
from config.lokaal.processen import child_pids, extra_webserver, free_port


@contextmanager
def taken_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield str(server.getsockname()[1])


@pytest.fixture(autouse=True)
def _no_given_services(monkeypatch):
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("arguments", [["demo"], ["start"]])
def test_taken_port_is_one_line_that_says_what_to_do(kloon, arguments):
    with taken_port() as port:
        result = kloon.run(*arguments, BRONHUIS_PORT=port)

    assert result.returncode == 1
    assert result.stderr == (
        f"bronhuis: Poort {port} is al in gebruik door een ander programma. "
        f"Kies een andere: make demo BRONHUIS_PORT={int(port) + 1}\n"
    )


@pytest.mark.parametrize(("port", "text"), [("tachtig", "een getal"), ("70000", "een getal"), ("-1", "een getal")])
def test_port_that_is_none_is_one_line(kloon, port, text):
    result = kloon.run("demo", BRONHUIS_PORT=port)

    assert result.returncode == 1
    assert text in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_data_file_that_is_not_there_is_told_before_anything_starts(kloon):
    result = kloon.run("demo", "--data", "nergens.csv")

    assert (result.returncode, result.stderr) == (1, "bronhuis: Het bestand nergens.csv bestaat niet.\n")
    assert not (kloon.path / ".bronhuis").exists()


@pytest.mark.slow
def test_demo_tells_its_story_again_and_again(kloon):
    port = str(free_port())
    pids = {}

    def demo(*arguments: str, **extra: str):
        result = kloon.run("demo", *arguments, BRONHUIS_PORT=port, **extra)
        for naam in ("web", "worker", "ondertekenaar", "zegel"):
            pids[naam] = json.loads((kloon.staat.map / f"{naam}.pid").read_bytes())["pid"]
        return result, dict(pids)

    first, running = demo()
    assert first.returncode == 0, first.stderr
    told = [line.rsplit("  ", 1)[0].strip() for line in first.stdout.splitlines()]
    assert told[3:11] == [
        "Schema van de database bijgewerkt",
        "Informatiemodellen gepubliceerd",
        "Activiteiten, afnemers en autorisaties",
        "Webserver gezond",
        "Worker gezond",
        "Ondertekenaar luistert",
        "Zegel gestart",
        "2.000 fictieve personen",
    ]
    assert "verhaal: 200" in first.stdout
    assert (kloon.staat.logs / "migrate.log").read_text() == "migrate eigenaar\n"
    assert (kloon.staat.logs / "demo_inrichting.log").read_text() == "demo_inrichting app\n"
    for pid in running.values():
        assert b"DATABASE_OWNER_URL" not in Path(f"/proc/{pid}/environ").read_bytes()

    # The same code keeps running, and a shape that stands is not built again; other code is started anew.
    second, same = demo()
    assert same == running
    assert "Schema van de database bijgewerkt" not in second.stdout
    assert "fictieve personen" not in second.stdout
    (kloon.path / "config" / "wsgi.py").touch()
    third, renewed = demo("--data", "manage.py")
    assert third.returncode == 0, third.stderr
    assert (kloon.staat.logs / "import_gbav.log").exists()
    assert not set(renewed.values()) & set(running.values())

    # A step that fails, and a story that fails, are one line each.
    step, _ = demo(VOORBEELD_FOUT="demo_inrichting")
    assert step.returncode == 1
    assert step.stderr.startswith("bronhuis: manage.py demo_inrichting is niet gelukt: FoutInVoorbeeld: kapot (zie ")
    assert len(step.stderr.splitlines()) == 1
    story, _ = demo(VOORBEELD_VERHAAL="3")
    assert story.returncode == 1
    assert "niet gelukt (code 3)" in story.stderr

    # One story alone is played against what runs, and only then.
    one = kloon.run("verhaal", "privacy", BRONHUIS_PORT=port)
    assert one.stdout == "verhaal: 200\n"
    assert "Er draait niets" not in one.stderr

    stopped = kloon.run("stop").stdout.splitlines()
    assert [line.split()[0] for line in stopped] == [
        "Zegel",
        "Ondertekenaar",
        "Worker",
        "Webserver",
        "Redis",
        "PostgreSQL",
    ]
    assert [start_moment(pid) for pid in renewed.values()] == [None] * 4
    assert "draait" not in kloon.run("status").stdout
    assert (
        kloon.run("verhaal", "privacy", BRONHUIS_PORT=port).stderr
        == "bronhuis: Er draait niets. Begin met make demo.\n"
    )


def test_extra_webserver_serves_with_its_own_workers_and_ends(draaiend):
    with extra_webserver(web_omgeving(draaiend.staat), werkers=2, draden=1, kloon=draaiend.path) as server:
        assert wait_until(lambda: len(server.worker_pids()) == 2, 10)
        before = server.worker_pids()
        assert int(urllib.request.urlopen(f"{server.url}/x").read()) in before

        os.kill(before[0], signal.SIGKILL)

        assert wait_until(lambda: len(set(server.worker_pids()) - {before[0]}) == 2, 10)
        assert urllib.request.urlopen(f"{server.url}/x").status == 200
    assert start_moment(server.pid) is None
    assert child_pids(server.pid) == []


def test_many_idle_connections_lock_nobody_out(draaiend):
    with extra_webserver(web_omgeving(draaiend.staat), werkers=1, kloon=draaiend.path) as server:
        port = int(server.url.rpartition(":")[2])
        idle = []
        for _ in range(100):
            connection = socket.create_connection(("127.0.0.1", port), timeout=5)
            connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert connection.recv(12) == b"HTTP/1.1 200"
            idle.append(connection)
        for connection in idle:
            connection.close()
