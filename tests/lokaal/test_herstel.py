"""What was killed, broken or left behind: one clear line and a clean second try."""

import errno
import json
import os
import pwd
import signal
import subprocess
import sys

import psycopg
import pytest

from config.lokaal import __main__ as command
from config.lokaal import staat as staat_module
from config.lokaal.pidbestand import Pidbestand, start_moment, wait_until
from config.lokaal.staat import Fout, open_staat


@pytest.fixture(autouse=True)
def _no_given_services(monkeypatch):
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)


def test_half_made_data_directory_is_made_anew(kloon):
    kloon.start()
    kloon.run("stop")
    kloon.cluster.klaar.unlink()
    for part in ("global", "base"):
        subprocess.run(["rm", "-r", kloon.cluster.data / part], check=True)
    (kloon.cluster.data.parent / "data.deel-1").mkdir()

    assert kloon.start()[0].startswith("PostgreSQL gestart")

    with psycopg.connect(kloon.cluster.dsn("bronhuis_app")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not list(kloon.cluster.data.parent.glob("data.deel-*"))


@pytest.mark.parametrize("reached", ["wachtwoorden.json", "pg/data", "pg/klaar", "rollen.klaar", "redis/redis.conf"])
def test_start_killed_half_way_then_a_clean_second_try(kloon, reached):
    process = subprocess.Popen(
        [sys.executable, "-m", "config.lokaal", "start", "--alleen-diensten"],
        cwd=kloon.path,
        env=kloon.environment(),
        stdout=subprocess.DEVNULL,
    )
    watched = kloon.staat.pg_map.parent if reached.startswith("pg/") else kloon.staat.map
    assert wait_until((watched / reached).exists, 30)
    process.kill()
    assert process.wait() == -signal.SIGKILL

    kloon.start()

    assert kloon.cluster.is_running()
    assert kloon.redis.is_running()
    with psycopg.connect(kloon.cluster.dsn("bronhuis_migratie")) as connection:
        connection.execute("SET ROLE bronhuis_eigenaar")


def test_two_starts_at_once_make_one_server(kloon):
    arguments = [sys.executable, "-m", "config.lokaal", "start", "--alleen-diensten"]
    both = [
        subprocess.Popen(arguments, cwd=kloon.path, env=kloon.environment(), stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    outputs = sorted(process.communicate(timeout=60)[0].splitlines()[0].split(" (")[0] for process in both)

    assert [process.returncode for process in both] == [0, 0]
    assert outputs == ["PostgreSQL draait al", "PostgreSQL gestart"]


def test_slot_that_stays_taken_gives_one_line(kloon):
    with kloon.staat.slot(), pytest.raises(Fout, match="Een ander commando"), kloon.staat.slot(seconden=0.1):
        pass


def test_after_a_kill_the_data_are_still_there(kloon):
    kloon.start()
    with psycopg.connect(kloon.cluster.superuser_dsn("bronhuis")) as connection:
        connection.execute("CREATE TABLE blijft AS SELECT 1")
    kloon.kill_postmaster()
    os.kill(kloon.redis.pidbestand.pid, signal.SIGKILL)

    lines = kloon.start()

    assert [line.split(" (")[0] for line in lines] == ["PostgreSQL gestart", "Redis gestart"]
    with psycopg.connect(kloon.cluster.superuser_dsn("bronhuis")) as connection:
        assert connection.execute("SELECT count(*) FROM blijft").fetchone() == (1,)


def test_stale_pid_files_that_name_another_process_stop_nothing(kloon):
    kloon.start()
    kloon.run("stop")
    with subprocess.Popen(["sleep", "60"]) as other:
        number = f"{other.pid}\n"
        (kloon.cluster.data / "postmaster.pid").write_text(number)
        (kloon.cluster.socketmap / ".s.PGSQL.5432.lock").write_text(number)
        content = {"pid": other.pid, "gestart": "1"}
        kloon.redis.pidbestand.path.write_text(json.dumps(content))
        assert kloon.redis.pidbestand.pid is None

        kloon.run("stop")
        kloon.start()

        assert other.poll() is None
        other.kill()


def test_process_that_ignores_the_request_is_killed(tmp_path):
    bestand = Pidbestand(tmp_path / "x.pid")
    script = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('klaar', flush=True); signal.pause()"
    log = tmp_path / "x.log"
    process = bestand.spawn([sys.executable, "-c", script], log, os.environ, tmp_path)
    assert wait_until(lambda: "klaar" in log.read_text(), 10)

    assert bestand.stop(seconden=0.2)

    assert start_moment(process.pid) is None
    assert not bestand.stop()


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "x"), "bronhuis: De schijf is vol."),
        (RuntimeError("iets\nvreemds"), "bronhuis: Onverwachte fout (RuntimeError): iets vreemds."),
        (KeyboardInterrupt(), "bronhuis: Afgebroken."),
    ],
)
def test_every_fault_is_one_line_and_exit_code_1(kloon, monkeypatch, capsys, fault, line):
    def fail(*_arguments):
        raise fault

    monkeypatch.setattr(staat_module, "KLOON", kloon.path)
    monkeypatch.setattr(command, "open_staat", lambda naam: open_staat(naam, kloon.path))
    monkeypatch.setattr("config.lokaal.postgres.write_private", fail)
    kloon.staat.prepare()
    umask = os.umask(0o077)

    code = command.main(["start", "--alleen-diensten"])

    os.umask(umask)
    printed = capsys.readouterr()
    assert code == 1
    assert printed.err.startswith(line)
    assert printed.err.count("\n") == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="alleen root kan een kleine schijf aankoppelen")
@pytest.mark.parametrize("size", ["10m", "50m"])  # full while copying the programs; full while making the data
def test_full_disk_is_one_line_and_with_room_all_is_well(kloon, size):
    disk = kloon.staat.systeemmap
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", disk], check=False).returncode:
        disk.rmdir()
        pytest.skip("aankoppelen mag hier niet")
    try:
        result = kloon.run("start", "--alleen-diensten")
    finally:
        subprocess.run(["umount", disk], check=True)
    assert result.returncode == 1
    assert result.stderr.endswith("e schijf is vol. Maak ruimte vrij en probeer het opnieuw.\n")
    assert len(result.stderr.splitlines()) == 1

    assert kloon.start()[0].startswith("PostgreSQL gestart")


@pytest.mark.skipif(os.geteuid() != 0, reason="alleen root kan een map van een ander maken")
def test_state_of_another_user_is_refused_in_one_line(kloon):
    folder = kloon.path / ".bronhuis"
    folder.mkdir(mode=0o700)
    os.chown(folder, pwd.getpwnam("nobody").pw_uid, -1)
    for arguments in (["start"], ["reset"]):
        result = kloon.run(*arguments)
        assert result.returncode == 1
        assert "is van gebruiker nobody" in result.stderr
        assert len(result.stderr.splitlines()) == 1
    folder.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="een gewone gebruiker draait PostgreSQL zelf")
@pytest.mark.parametrize("naam", ["root", "bestaat-niet"])
def test_as_root_the_server_never_runs_as_root(kloon, naam):
    result = kloon.run("start", "--alleen-diensten", BRONHUIS_PG_USER=naam)
    assert (result.returncode, len(result.stderr.splitlines())) == (1, 1)
    assert "BRONHUIS_PG_USER" in result.stderr

    assert kloon.run("start", "--alleen-diensten", BRONHUIS_PG_USER="nobody").returncode == 0
    assert kloon.cluster.data.owner() == "nobody"
    assert kloon.run("stop", BRONHUIS_PG_USER=naam).returncode == 0


def test_lost_passwords_are_told_in_one_line(kloon):
    kloon.start()
    kloon.staat.wachtwoordbestand.unlink()

    result = kloon.run("start", "--alleen-diensten")

    assert result.returncode == 1
    assert "make reset" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_reset_leaves_nothing(kloon):
    kloon.start()
    pids = kloon.postmaster(), kloon.redis.pidbestand.pid
    result = kloon.run("reset")

    assert result.returncode == 0
    assert not (kloon.path / ".bronhuis").exists()
    assert kloon.staat.systeemmap is None or not kloon.staat.systeemmap.exists()
    assert [start_moment(pid) for pid in pids] == [None, None]
    assert kloon.run("reset").stdout == ""
