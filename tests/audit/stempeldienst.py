"""A time-stamp authority of our own on loopback: OpenSSL makes its stamps, so that nothing that we verify with made them too."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from rfc3161_client import TimestampRequestBuilder

from audit.tijdstempel import Tijdstempeldienst, read_service
from tests.audit.getuige.opstelling import serving

zonder_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the stamps, and is not here")

INSTELLING = """
[tsa]
default_tsa = dienst
[dienst]
serial = {map}/volgnummer
signer_digest = sha256
default_policy = 1.3.6.1.4.1.55555.1
digests = sha256, sha512
ess_cert_id_alg = sha256
"""
STEMPEL, CODE = ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CODE_SIGNING


@dataclass(frozen=True)
class Uitgave:
    """A certificate with its key."""

    certificaat: x509.Certificate
    sleutel: rsa.RSAPrivateKey

    def write(self, map_: Path, naam: str) -> Path:
        """Both as PEM files in this folder; returns that of the certificate."""
        sleutel = self.sleutel.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (map_ / f"{naam}.key").write_bytes(sleutel)
        (map_ / f"{naam}.pem").write_bytes(self.certificaat.public_bytes(serialization.Encoding.PEM))
        return map_ / f"{naam}.pem"


def issue(
    naam: str, door: Uitgave | None = None, *, doel: x509.ObjectIdentifier | None = None, dagen: tuple[int, int] = (-30, 30),
    tweeling: Uitgave | None = None,
) -> Uitgave:  # fmt: skip
    """A certificate by `door` (by itself: a root), for this purpose (None: to issue with), valid from and to so many days from now.

    A twin has the key and the serial number of another.
    """
    van, tot = (datetime.now(UTC) + timedelta(days=aantal) for aantal in dagen)
    if tweeling:
        van, tot = tweeling.certificaat.not_valid_before_utc, tweeling.certificaat.not_valid_after_utc
    sleutel = tweeling.sleutel if tweeling else rsa.generate_private_key(65537, 2048)
    wie = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, naam)])
    bouw = (
        x509.CertificateBuilder()
        .subject_name(wie)
        .issuer_name(door.certificaat.subject if door else wie)
        .public_key(sleutel.public_key())
        .serial_number(tweeling.certificaat.serial_number if tweeling else x509.random_serial_number())
        .not_valid_before(van)
        .not_valid_after(tot)
        .add_extension(x509.BasicConstraints(ca=doel is None, path_length=None), critical=True)
    )
    if doel is not None:
        bouw = bouw.add_extension(x509.ExtendedKeyUsage([doel]), critical=True)
    return Uitgave(bouw.sign(door.sleutel if door else sleutel, hashes.SHA256()), sleutel)


Antwoord = tuple[str, list[tuple[str, str]], bytes]  # status, headers, body
Gedrag = Callable[["Stempeldienst", bytes], Antwoord]


@dataclass
class Stempeldienst:
    """In a folder of its own; `gedrag` makes the answer to a request, and what was asked is counted."""

    map: Path
    wortel: Uitgave
    tekenaar: Uitgave
    gedrag: Gedrag
    vragen: list[bytes] = field(default_factory=list)
    keten: Sequence[Uitgave] = ()

    def reply(self, vraag: bytes) -> bytes:
        """What OpenSSL says to this request."""
        (self.map / "vraag.tsq").write_bytes(vraag)
        (self.map / "volgnummer").write_text("01\n")
        (self.map / "tsa.cnf").write_text(INSTELLING.format(map=self.map))
        self.tekenaar.write(self.map, "tekenaar")
        opdracht = ["openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "vraag.tsq", "-out", "antwoord.tsr"]
        opdracht += ["-signer", "tekenaar.pem", "-inkey", "tekenaar.key"]
        if self.keten:
            alle = b"".join(u.certificaat.public_bytes(serialization.Encoding.PEM) for u in self.keten)
            (self.map / "keten.pem").write_bytes(alle)
            opdracht += ["-chain", "keten.pem"]
        gemaakt = subprocess.run(opdracht, cwd=self.map, capture_output=True, text=True, check=False)
        assert gemaakt.returncode == 0, gemaakt.stderr
        return (self.map / "antwoord.tsr").read_bytes()

    def service(self, url: str, *extra: Uitgave, wortel: Uitgave | None = None) -> Tijdstempeldienst:
        """This authority as the settings name it, with its root or another, and what else is trusted."""
        bestand = self.map / "vertrouwd.pem"
        alle = [wortel or self.wortel, *extra]
        bestand.write_bytes(b"".join(u.certificaat.public_bytes(serialization.Encoding.PEM) for u in alle))
        dienst = read_service(url, str(bestand))
        assert dienst is not None
        return dienst

    def app(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        """As WSGI, at every path."""
        assert environ["CONTENT_TYPE"] == "application/timestamp-query"
        self.vragen.append(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        status, koppen, inhoud = self.gedrag(self, self.vragen[-1])
        start_response(status, [("Content-Length", str(len(inhoud))), *koppen])
        return [inhoud]


def granted(inhoud: bytes) -> Antwoord:
    """This body, as time-stamp authorities send it."""
    return "200 OK", [("Content-Type", "application/timestamp-reply")], inhoud


def right(dienst: Stempeldienst, vraag: bytes) -> Antwoord:
    """What a good authority does."""
    return granted(dienst.reply(vraag))


def answers_another(dienst: Stempeldienst, _vraag: bytes) -> Antwoord:
    """An answer to something that somebody else asked."""
    return granted(dienst.reply(TimestampRequestBuilder().data(b"iets anders").build().as_bytes()))


@contextmanager
def open_service(map_: Path, gedrag: Gedrag = right) -> Iterator[tuple[Stempeldienst, str]]:
    """An authority with a root and a certificate under it, and its address."""
    wortel = issue("Wortel van de tijd")
    with serving((dienst := Stempeldienst(map_, wortel, issue("Klok 1", wortel, doel=STEMPEL), gedrag)).app) as url:
        yield dienst, url
