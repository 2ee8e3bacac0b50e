"""What a database URL becomes for Django: one host or more, a socket folder, a port, and whatever else libpq is to know."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.omgevingsvariabelen import read_database

OPTIES = "?target_session_attrs=read-write"


def read(monkeypatch: pytest.MonkeyPatch, url: str) -> dict[str, Any]:
    monkeypatch.setenv("DATABASE_URL", url)
    return read_database("DATABASE_URL")


@pytest.mark.parametrize(
    ("plek", "host", "poort"),
    [
        ("db.example", "db.example", ""),
        ("db.example:5433", "db.example", "5433"),
        ("%2fvar%2fMap", "/var/Map", ""),
        ("[::1]:5433", "::1", "5433"),
        ("[::1]", "::1", ""),
        ("een.example,twee.example", "een.example,twee.example", ""),
        ("een.example:5432,twee.example:5433", "een.example,twee.example", "5432,5433"),
        ("een.example,twee.example:5433", "een.example,twee.example", ",5433"),
        ("%2fvar%2fa,%2fvar%2fb", "/var/a,/var/b", ""),
    ],
)
def test_where_the_server_is(monkeypatch: pytest.MonkeyPatch, plek: str, host: str, poort: str) -> None:
    gelezen = read(monkeypatch, f"postgresql://bronhuis_app:g%40h%3aim@{plek}/bronhuis{OPTIES}")
    assert (gelezen["HOST"], gelezen["PORT"]) == (host, poort)
    assert (gelezen["NAME"], gelezen["USER"], gelezen["PASSWORD"]) == ("bronhuis", "bronhuis_app", "g@h:im")
    assert gelezen["OPTIONS"] == {"target_session_attrs": "read-write"}


@pytest.mark.parametrize("url", ["", "mysql://x/y"])
def test_what_is_no_url_of_postgresql_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        read(monkeypatch, url)
