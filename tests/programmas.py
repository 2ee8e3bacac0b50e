"""Programs that are no part of Bronhuis but that its readers have at hand: curl, gettext, git. Where one is not there, say so."""

from __future__ import annotations

import os
import shutil

import pytest


def need(*programmas: str) -> None:
    """Skip, by name, where one of these is not installed; with CI=true its absence fails."""
    ontbreekt = [naam for naam in programmas if shutil.which(naam) is None]
    if ontbreekt:
        reden = f"{', '.join(ontbreekt)} is hier niet geïnstalleerd; wie dit natypt, heeft het nodig"
        if os.environ.get("CI") == "true":
            pytest.fail(reden)
        pytest.skip(reden)
