"""What the toolkit asks of us: authenticate by assertion only, judge the purpose, and hand the granted details back."""

from __future__ import annotations

from typing import Any

import structlog
from oauth2_provider.oauth2_validators import OAuth2Validator

from consumers.oauth.aanvraag import grant_details
from consumers.oauth.assertie import AssertieFout, authenticate

log = structlog.get_logger(__name__)


class Validator(OAuth2Validator):  # type: ignore[misc]
    """private_key_jwt and client_credentials; nothing else."""

    def client_authentication_required(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        """Always."""
        return True

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        """By assertion, and by assertion alone: a secret or Basic beside it is refused too."""
        if (
            "HTTP_AUTHORIZATION" in request.headers
            or "Authorization" in request.headers
            or getattr(request, "client_secret", None)
        ):
            return False
        try:
            applicatie = authenticate(
                getattr(request, "client_assertion", None) or "",
                getattr(request, "client_assertion_type", None) or "",
                request.client_id,
            )
        except AssertieFout as fout:
            log.info("assertie_geweigerd", reden=str(fout))
            return False
        request.client = applicatie
        request.client_id = applicatie.client_id
        return True

    def authenticate_client_id(self, client_id: str, request: Any, *args: Any, **kwargs: Any) -> bool:
        """A public client does not exist here."""
        return False

    def validate_grant_type(
        self, client_id: str, grant_type: str, client: Any, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        """client_credentials only, and only with a purpose; raises invalid_authorization_details."""
        if grant_type != "client_credentials" or not client.allows_grant_type(client.GRANT_CLIENT_CREDENTIALS):
            return False
        request.doelbindingsdetails = grant_details(client, getattr(request, "authorization_details", None))
        return True

    def save_bearer_token(self, token: dict[str, Any], request: Any, *args: Any, **kwargs: Any) -> None:
        """Give the granted details with the token. The token itself is not stored: it is signed, short, and withdrawn by its jti."""
        token["authorization_details"] = request.doelbindingsdetails
