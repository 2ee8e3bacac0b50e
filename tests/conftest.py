"""Fixtures that every test may use: the committed database, the people of the tests, and clients."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings as hypothesis_settings

from tests import plugin

# Machines are noisy: how long an example takes says nothing. In CI the examples are the same every time.
hypothesis_settings.register_profile("bronhuis", deadline=None, derandomize=os.environ.get("CI") == "true")
hypothesis_settings.load_profile("bronhuis")


@pytest.fixture(scope="session")
def bronhuis_db(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Open the worker's own database, as the application's role, for real: commits stay."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, session_user")
            assert cursor.fetchone() == ("bronhuis_app", "bronhuis_app"), "tests must run as the application's role"
        yield
        connection.close()


@pytest.fixture(scope="session")
def superuser() -> Callable[[], psycopg.Connection]:
    """Connections as the superuser of the test cluster: the attacker with root, never the application."""
    return lambda: psycopg.connect(plugin.cluster.superuser_dsn(plugin.database), autocommit=True)


@pytest.fixture(scope="session")
def gedeeld() -> Path:
    """The folder with published standards and test data; with CI=true its absence fails, elsewhere it is a named skip."""
    if not plugin.GEDEELD.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("../shared ontbreekt")
        pytest.skip("de map ../shared met gepubliceerde testgegevens is hier niet")
    return plugin.GEDEELD
