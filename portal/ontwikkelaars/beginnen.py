"""The first five minutes: two small programs for a key pair and a signed assertion, and the lines that ask for a token."""

from __future__ import annotations

import json
from string import Template

from portal.ontwikkelaars.apis import full_address
from processing.doelbinding import CLAIMTYPE

TOKENPAD = "/oauth/v1/token"

SLEUTEL = """\
import json, os, secrets
from joserfc.jwk import RSAKey

os.umask(0o077)
sleutel = RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig", "alg": "PS256"})
with open("sleutel.json", "w") as bestand:
    json.dump(sleutel.as_dict(private=True), bestand)
with open("jwks.json", "w") as bestand:
    json.dump({"keys": [sleutel.as_dict(private=False)]}, bestand)
"""

_ASSERTIE = Template("""\
import json, secrets, sys, time
from joserfc import jwt
from joserfc.jwk import RSAKey

with open("sleutel.json") as bestand:
    sleutel = RSAKey.import_key(json.load(bestand))
nu = int(time.time())
claims = {
    "iss": sys.argv[1], "sub": sys.argv[1], "aud": "$adres",
    "iat": nu, "exp": nu + 60, "jti": secrets.token_urlsafe(24),
}
print(jwt.encode({"alg": "PS256", "kid": sleutel.kid}, claims, sleutel, algorithms=["PS256"]))
""")

_TOKENVRAAG = Template("""\
curl -s $adres \\
  -d grant_type=client_credentials \\
  -d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \\
  -d client_assertion=$$ASSERTION \\
  --data-urlencode 'authorization_details=$details'""")

# The quotes close, the shell puts the variable in, and they open again.
_ACTIVITEIT, _AFNEMER = "'$ACTIVITEIT'", "'$AFNEMER'"

DETAILS = """\
python -c "import sys, base64; print(base64.urlsafe_b64decode(sys.argv[1].split('.')[1] + '=='))" $TOKEN"""


def assertion_program() -> str:
    """A program that prints an assertion of the applicatie whose client_id it is given."""
    return _ASSERTIE.substitute(adres=full_address(TOKENPAD))


def token_line() -> str:
    """The line that asks a token for $ACTIVITEIT on behalf of $AFNEMER, with the assertion in $ASSERTION."""
    details = json.dumps([{"type": CLAIMTYPE, "verwerkingsactiviteitId": _ACTIVITEIT, "afnemer": _AFNEMER}])
    return _TOKENVRAAG.substitute(adres=full_address(TOKENPAD), details=details)
