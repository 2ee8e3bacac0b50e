"""The token endpoint: private_key_jwt and a purpose, or an OAuth error; each malformed or replayed assertion beside the good one."""

from __future__ import annotations

import base64
import hmac
import json
import threading
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from authlib.oauth2.rfc7523 import PrivateKeyJWT  # an implementation by another hand
from django.conf import settings
from django.test import Client
from joserfc import jwt
from joserfc.jwk import RSAKey

from consumers import services
from consumers.authentication import verify
from consumers.jwks import JwksFout, check_jwks
from consumers.models import Applicatie
from consumers.oauth.assertie import SOORT
from consumers.oauth.sleutels import public_jwks
from processing.doelbinding import CLAIMTYPE
from processing.selectors import activiteit_met_naam
from tests.deuren import PERSONEN, assert_problem

pytestmark = pytest.mark.usefixtures("bronhuis_db")

SLEUTEL = RSAKey.generate_key(2048, {"kid": "proef-1", "use": "sig"})
ANDER = RSAKey.generate_key(2048, {"kid": "proef-1"})


@pytest.fixture(scope="module")
def applicatie(bronhuis_db: None) -> Applicatie:
    return services.registreer_sleutels("Suite Inkomen", {"keys": [SLEUTEL.as_dict(private=False)]})


def claims(applicatie: Applicatie, **anders: Any) -> dict[str, Any]:
    nu = int(time.time())
    basis = {
        "iss": applicatie.client_id, "sub": applicatie.client_id, "aud": f"{settings.BASIS_URL}/oauth/v1/token",
        "iat": nu, "exp": nu + 60, "jti": uuid4().hex,
    }  # fmt: skip
    return {k: v for k, v in (basis | anders).items() if v is not None}


def assertie(
    inhoud: dict[str, Any], *, kop: dict[str, Any] | None = None, sleutel: Any = SLEUTEL, alg: str = "PS256"
) -> str:
    return jwt.encode({"alg": alg, "kid": "proef-1"} | (kop or {}), inhoud, sleutel, algorithms=[alg])


def details(naam: str = "bijstand-beoordelen", **anders: Any) -> str:
    afnemer = Applicatie.objects.get(name="Suite Inkomen").afnemers.get(naam="Team Werk en Inkomen")
    detail = {
        "type": CLAIMTYPE,
        "verwerkingsactiviteitId": str(activiteit_met_naam(naam)),
        "afnemer": str(afnemer.id),
    } | anders
    return json.dumps([{k: v for k, v in detail.items() if v is not None}])


def ask(getekend: str, **anders: Any) -> Any:
    formulier = {
        "grant_type": "client_credentials",
        "client_assertion_type": SOORT,
        "client_assertion": getekend,
        "authorization_details": details(),
    }
    return Client().post("/oauth/v1/token", {k: v for k, v in (formulier | anders).items() if v is not None}, **FORM)


FORM: dict[str, Any] = {"content_type": "application/x-www-form-urlencoded"}


@pytest.fixture(autouse=True)
def form_encoded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test client encodes a dict as multipart unless told otherwise."""
    from urllib.parse import urlencode

    echt = Client.post

    def post(
        self: Client, pad: str, data: Any = None, content_type: str = "multipart/form-data; boundary=x", **extra: Any
    ) -> Any:
        if content_type == FORM["content_type"] and isinstance(data, dict):
            data = urlencode(data)
        return echt(self, pad, data, content_type=content_type, **extra)

    monkeypatch.setattr(Client, "post", post)


@pytest.mark.parametrize("alg", ["PS256", "RS256"])
def test_a_good_assertion_gets_a_token_for_its_purpose(applicatie: Applicatie, alg: str) -> None:
    antwoord = ask(assertie(claims(applicatie), alg=alg))
    assert antwoord.status_code == 200, antwoord.content
    document = antwoord.json()
    assert document["token_type"] == "Bearer"
    assert document["expires_in"] <= 900
    assert "refresh_token" not in document
    inhoud = verify(document["access_token"])
    assert inhoud["azp"] == inhoud["sub"] == inhoud["client_id"] == applicatie.client_id
    assert inhoud["exp"] - inhoud["iat"] <= 900
    assert inhoud["authorization_details"] == document["authorization_details"]
    kop = jwt.decode(document["access_token"], RSAKey.import_key(public_jwks()["keys"][0]), algorithms=["PS256"]).header
    assert (kop["typ"], kop["alg"]) == ("at+jwt", "PS256")
    api = Client(headers={"Authorization": f"Bearer {document['access_token']}"})
    assert api.get(f"{PERSONEN}/{uuid4()}").status_code == 404


def test_an_independent_client_gets_a_token(applicatie: Applicatie) -> None:
    maker = PrivateKeyJWT(f"{settings.BASIS_URL}/oauth/v1/token", alg="RS256", headers={"kid": "proef-1"})

    class Wie:
        client_id = applicatie.client_id
        client_secret = SLEUTEL.as_pem(private=True)

    getekend = maker.sign(Wie(), f"{settings.BASIS_URL}/oauth/v1/token")
    assert ask(getekend.decode() if isinstance(getekend, bytes) else getekend).status_code == 200


Fout = Callable[[Applicatie], str]
FOUTEN: dict[str, Fout] = {
    "leeg": lambda _a: "",
    "geen-jwt": lambda _a: "a.b.c",
    "te-lang": lambda a: assertie(claims(a, extra="x" * 5000)),
    "andere-sleutel": lambda a: assertie(claims(a), sleutel=ANDER),
    "alg-none": lambda a: ".".join([_b64({"alg": "none", "kid": "proef-1"}), _b64(claims(a)), ""]),
    "hs256-met-publieke-sleutel": lambda a: _hs256(a),  # noqa: PLW0108 - it is defined below
    "onbekende-kid": lambda a: assertie(claims(a), kop={"kid": "anders"}),
    "kid-als-pad": lambda a: assertie(claims(a), kop={"kid": "../../etc/passwd"}),
    "onbekende-uitgever": lambda a: assertie(claims(a, iss="niemand", sub="niemand")),
    "sub-anders": lambda a: assertie(claims(a, sub="iemand-anders")),
    "zonder-iss": lambda a: assertie(claims(a, iss=None)),
    "zonder-sub": lambda a: assertie(claims(a, sub=None)),
    "aud-anders": lambda a: assertie(claims(a, aud="https://elders.example/token")),
    "aud-basis": lambda a: assertie(claims(a, aud=settings.BASIS_URL)),
    "aud-meer": lambda a: assertie(claims(a, aud=[f"{settings.BASIS_URL}/oauth/v1/token", "https://elders.example"])),
    "zonder-aud": lambda a: assertie(claims(a, aud=None)),
    "verlopen": lambda a: assertie(claims(a, iat=int(time.time()) - 200, exp=int(time.time()) - 1)),
    "zonder-exp": lambda a: assertie(claims(a, exp=None)),
    "te-lang-geldig": lambda a: assertie(claims(a, exp=int(time.time()) + 7200)),
    "iat-in-de-toekomst": lambda a: assertie(claims(a, iat=int(time.time()) + 300, exp=int(time.time()) + 330)),
    "iat-oud": lambda a: assertie(claims(a, iat=int(time.time()) - 7200)),
    "zonder-iat": lambda a: assertie(claims(a, iat=None)),
    "nbf-in-de-toekomst": lambda a: assertie(claims(a, nbf=int(time.time()) + 300)),
    "exp-als-tekst": lambda a: assertie(claims(a, exp="morgen")),
    "zonder-jti": lambda a: assertie(claims(a, jti=None)),
    "jti-kort": lambda a: assertie(claims(a, jti="kort")),
    "jti-getal": lambda a: assertie(claims(a, jti=12345678901234567)),
    "beknoeid": lambda a: assertie(claims(a))[:-6] + "AAAAAA",
}  # fmt: skip


def _b64(deel: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(deel).encode()).decode().rstrip("=")


def _hs256(applicatie: Applicatie) -> str:
    """The public key taken for a secret: the classic confusion of algorithms."""
    deel = f"{_b64({'alg': 'HS256', 'kid': 'proef-1'})}.{_b64(claims(applicatie))}"
    handtekening = hmac.digest(SLEUTEL.as_pem(private=False), deel.encode(), "sha256")
    return f"{deel}.{base64.urlsafe_b64encode(handtekening).decode().rstrip('=')}"


@pytest.mark.parametrize("naam", FOUTEN)
def test_a_bad_assertion_is_refused_in_one_shape(applicatie: Applicatie, naam: str) -> None:
    antwoord = ask(FOUTEN[naam](applicatie))
    assert antwoord.status_code == 401
    assert antwoord.json() == {"error": "invalid_client", "error_description": "De applicatie is niet herkend."}
    assert antwoord["Cache-Control"] == "no-store"


def test_an_assertion_counts_once(applicatie: Applicatie) -> None:
    getekend = assertie(claims(applicatie))
    assert [ask(getekend).status_code for _ in range(3)] == [200, 401, 401]


def test_of_eight_at_once_one_wins(applicatie: Applicatie) -> None:
    from django.db import connection

    getekend, statussen = assertie(claims(applicatie)), []

    def once() -> None:
        statussen.append(ask(getekend).status_code)
        connection.close()

    draden = [threading.Thread(target=once) for _ in range(8)]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join()
    assert sorted(statussen) == [200] + [401] * 7


@pytest.mark.parametrize(
    ("anders", "status", "error"),
    [
        ({"authorization_details": None}, 400, "invalid_authorization_details"),
        ({"authorization_details": "geen json"}, 400, "invalid_authorization_details"),
        ({"authorization_details": "[]"}, 400, "invalid_authorization_details"),
        ({"authorization_details": '[{"type": "anders"}]'}, 400, "invalid_authorization_details"),
        ({"authorization_details": json.dumps([{"type": CLAIMTYPE, "verwerkingsactiviteitId": str(uuid4())}])}, 400, "invalid_authorization_details"),
        ({"authorization_details": json.dumps([{"type": CLAIMTYPE, "verwerkingsactiviteitId": "x"}])}, 400, "invalid_authorization_details"),
        ({"grant_type": "password"}, 400, None),
        ({"grant_type": "refresh_token"}, 400, None),
        ({"grant_type": None}, 400, None),
        ({"client_secret": "geheim"}, 401, "invalid_client"),
        ({"client_assertion_type": "anders"}, 401, "invalid_client"),
        ({"client_id": "iemand-anders"}, 401, "invalid_client"),
    ],
)  # fmt: skip
def test_a_bad_question_is_an_oauth_error(
    applicatie: Applicatie, anders: dict[str, Any], status: int, error: str | None
) -> None:
    antwoord = ask(assertie(claims(applicatie)), **anders)
    assert antwoord.status_code == status, antwoord.content
    assert error in {None, antwoord.json()["error"]}


def test_an_activity_or_afnemer_that_is_not_allowed_gets_no_token(applicatie: Applicatie) -> None:
    for gevraagd in (
        details("toezicht-verwerkingslog"),
        details("bijhouding"),
        details(afnemer=str(uuid4())),
        details(afnemer=None),
    ):
        antwoord = ask(assertie(claims(applicatie)), authorization_details=gevraagd)
        assert (antwoord.status_code, antwoord.json()["error"]) == (400, "invalid_authorization_details")


def test_a_revoked_token_is_refused_at_the_next_request(applicatie: Applicatie) -> None:
    token = ask(assertie(claims(applicatie))).json()["access_token"]
    api = Client(headers={"Authorization": f"Bearer {token}"})
    assert api.get(f"{PERSONEN}/{uuid4()}").status_code == 404
    vreemd = Client().post("/oauth/v1/revoke", {"token": token}, **FORM)
    assert vreemd.status_code == 401
    eigen = Client().post(
        "/oauth/v1/revoke",
        {"token": token, "client_assertion": assertie(claims(applicatie)), "client_assertion_type": SOORT},
        **FORM,
    )
    assert eigen.status_code == 200
    assert_problem(api.get(f"{PERSONEN}/{uuid4()}"), 401, "token-ingetrokken")


@pytest.mark.parametrize("waar", ["query", "basic", "leeg", "twee", "nep"])
def test_a_token_counts_in_its_header_only(applicatie: Applicatie, waar: str) -> None:
    token = ask(assertie(claims(applicatie))).json()["access_token"]
    koppen = {
        "basic": f"Basic {token}",
        "leeg": "Bearer",
        "twee": f"Bearer {token} {token}",
        "nep": f"Bearer {token[:-4]}AAAA",
    }
    client = Client(headers={"Authorization": koppen[waar]} if waar in koppen else {})
    antwoord = client.get(f"{PERSONEN}/{uuid4()}" + (f"?access_token={token}" if waar == "query" else ""))
    assert antwoord.status_code == 401
    assert "Bearer" in antwoord["WWW-Authenticate"]


@pytest.mark.parametrize(
    "jwks",
    [{}, {"keys": []}, {"keys": [{}]}, {"keys": [SLEUTEL.as_dict(private=True)]}, {"keys": [SLEUTEL.as_dict(private=False)] * 2},
  {"keys": [{"kty": "oct", "k": "AAAA", "kid": "k"}]},
     {"keys": [SLEUTEL.as_dict(private=False) | {"alg": "HS256"}]}, {"keys": [SLEUTEL.as_dict(private=False) | {"kid": ""}]}],
)  # fmt: skip
def test_a_key_set_that_is_not_right_is_refused(jwks: dict[str, Any]) -> None:
    with pytest.raises(JwksFout):
        check_jwks(jwks)


def test_metadata_and_keys_are_public() -> None:
    metadata = Client().get("/.well-known/oauth-authorization-server").json()
    assert metadata["token_endpoint_auth_methods_supported"] == ["private_key_jwt"]
    assert metadata["authorization_details_types_supported"] == [CLAIMTYPE]
    sleutels = Client().get("/oauth/v1/jwks")
    assert "max-age=604800" in sleutels["Cache-Control"]
    for sleutel in sleutels.json()["keys"]:
        assert {"kid", "kty", "alg", "n", "e"} <= set(sleutel)
        assert not {"d", "p", "q", "dp", "dq", "qi"} & set(sleutel)
