"""The pid file of a background process; a number that the system gave to another process is never believed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.lokaal.staat import Fout, write_private

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

STAP = 0.05  # seconds between two looks at something we wait for


@dataclass(frozen=True)
class Pidbestand:
    """The process that a pid file names."""

    path: Path

    def read(self) -> dict[str, Any]:
        """Return what the file says of a process that still runs, or nothing."""
        try:
            content = json.loads(self.path.read_bytes())
        except (FileNotFoundError, ValueError):
            return {}
        if not isinstance(content, dict) or content.get("gestart") != start_moment(content.get("pid", 0)):
            return {}
        return content

    @property
    def pid(self) -> int | None:
        """Number of the running process, if there is one."""
        number = self.read().get("pid")
        return number if isinstance(number, int) else None

    def spawn(
        self,
        command: Sequence[str],
        log: Path,
        omgeving: Mapping[str, str],
        cwd: Path,
        **details: str,
    ) -> subprocess.Popen[bytes]:
        """Start a process in a session of its own, its output in `log`, and write the pid file."""
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=descriptor,
                stderr=descriptor,
                cwd=cwd,
                env=dict(omgeving),
                start_new_session=True,
            )
        finally:
            os.close(descriptor)
        try:
            content = {"pid": process.pid, "gestart": start_moment(process.pid), **details}
            write_private(self.path, json.dumps(content).encode())
        except OSError:
            process.kill()
            process.wait()
            raise
        return process

    def stop(self, seconden: float = 20) -> bool:
        """End the process, first friendly; tell whether there was one."""
        pid = self.pid
        if pid is not None:
            end_process(pid, seconden)
        self.path.unlink(missing_ok=True)
        return pid is not None


def start_moment(pid: int) -> str | None:
    """Return when the system started this process (in its own ticks), or None when it doesn't run."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in {b"Z", b"X"} else fields[19].decode()


def end_process(pid: int, seconden: float) -> None:
    """Ask a process to stop, wait for it, and after the term kill it with its whole session."""
    begin = start_moment(pid)

    def gone() -> bool:
        _reap(pid)
        return begin is None or start_moment(pid) != begin

    for number, term in ((signal.SIGTERM, seconden), (signal.SIGKILL, 10.0)):
        if gone():
            break
        try:
            if number == signal.SIGKILL and os.getpgid(pid) == pid:
                os.killpg(pid, number)
            else:
                os.kill(pid, number)
        except ProcessLookupError:
            break
        if wait_until(gone, term):
            break
    else:
        msg = f"Proces {pid} wil niet stoppen."
        raise Fout(msg)


def wait_until(condition: Callable[[], bool], seconden: float) -> bool:
    """Look again and again until the condition holds; False when the term passes first."""
    deadline = time.monotonic() + seconden
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(STAP)
    return True


def last_line(log: Path) -> str:
    """Return the last line of a log file that says something, for a one-line message."""
    try:
        with log.open("rb") as handle:
            handle.seek(max(0, log.stat().st_size - 4096))
            lines = [line.strip() for line in handle.read().decode(errors="replace").splitlines()]
    except FileNotFoundError:
        return ""
    return next((line for line in reversed(lines) if line), "")


def _reap(pid: int) -> None:
    """Take away the remains of a child of ours, so that it is seen as gone."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return
