"""Settings of a process whose clock is wrong by CHAOS_KLOK seconds: the product's, after Python's own clocks were moved.

Not the clock of the machine, and not that of the database. `datetime` is a type of the interpreter, which takes no new attributes by
itself: its dictionary is reached as the collector sees it. What C code outside Python asks the system stays right.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import gc
import os
import time
from typing import Any

_scheef = float(os.environ["CHAOS_KLOK"])
_time, _now = time.time, dt.datetime.now


def _shifted_now(tz: dt.tzinfo | None = None) -> dt.datetime:
    return _now(tz) + dt.timedelta(seconds=_scheef)


def _replace(soort: type, naam: str, functie: Any) -> None:
    gc.get_referents(soort.__dict__)[0][naam] = staticmethod(functie)
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(soort))


time.time = lambda: _time() + _scheef
_replace(dt.datetime, "now", _shifted_now)
_replace(dt.date, "today", lambda: _shifted_now().date())

from config import settings as echt  # noqa: E402 - nothing of the product may have asked the time before

globals().update({naam: getattr(echt, naam) for naam in dir(echt) if naam.isupper()})
