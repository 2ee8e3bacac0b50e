"""Choosing a Python and pinning packages: what `make` says when it can't go on."""

import re
import shutil
import subprocess

import pytest

from config.lokaal.staat import KLOON


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "config" / "lokaal").mkdir(parents=True)
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt", "config/lokaal/venv.sh"):
        shutil.copy(KLOON / name, tmp_path / name)
    return tmp_path


def make_python(folder, name: str, version: str, *, venv: bool):
    """A program that answers as a Python of this version would."""
    path = folder / name
    numbers = ", ".join(version.split(".")[:2])
    fits = 0 if (3, 11) <= tuple(int(part) for part in numbers.split(", ")) <= (3, 13) else 1
    path.write_text(
        f'#!/bin/sh\ncase "$2" in *platform*) echo {version} ;; *ensurepip*) exit {0 if venv else 1} ;; *) exit {fits} ;; esac\n'
    )
    path.chmod(0o755)
    return path


def basis(folder, python: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "config/lokaal/venv.sh", "basis"],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHON": python},
        capture_output=True,
        text=True,
        check=False,
    )


def test_too_old_or_too_new_python_is_named_with_what_is_needed(folder):
    for version in ("3.10.13", "3.14.0"):
        python = make_python(folder, f"python-{version}", version, venv=True)
        result = basis(folder, str(python))
        assert result.returncode == 1
        assert result.stderr == (
            f"bronhuis: Python 3.11, 3.12 of 3.13 is nodig; gevonden: {python} is {version}. "
            "Kies er een: make demo PYTHON=/pad/naar/python3.12\n"
        )


def test_python_that_is_not_there_is_one_line(folder):
    result = basis(folder, "/nergens/python")

    assert result.returncode == 1
    assert "geen werkende /nergens/python" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_missing_venv_module_is_one_line_with_the_remedy(folder):
    result = basis(folder, str(make_python(folder, "python", "3.11.2", venv=False)))

    assert result.returncode == 1
    assert "mist de module venv" in result.stderr
    assert "python3-venv" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not (folder / ".venv").exists()


def test_help_names_every_target_that_people_use():
    text = subprocess.run(["make"], cwd=KLOON, capture_output=True, text=True, check=True).stdout

    for target in ("demo", "test", "stop", "reset", "status", "logs", "lint", "lint-openapi", "test-browser"):
        assert f"make {target} " in text


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_is_pinned_with_hashes_and_names_no_place(name):
    text = re.sub(r"(?m)^\s*#.*\n", "", (KLOON / name).read_text())
    blocks = [block for block in re.split(r"(?m)^(?=[a-z0-9])", text) if block.strip()]

    assert blocks
    for block in blocks:
        assert re.match(r"[a-z0-9.-]+==\S+ ", block), block
        assert "--hash=sha256:" in block
    assert not re.search(r"--(extra-)?index-url|--find-links|--trusted-host|://|file:", text)
    assert not re.search(r"(^|\s)/\w", text)
