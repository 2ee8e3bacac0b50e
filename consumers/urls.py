"""Routes of the authorisation server, from the root."""

from django.urls import path

from consumers.oauth.weergaven import Intrekken, Jwks, Metadata, Token

urlpatterns = [
    path("oauth/v1/token", Token.as_view(), name="oauth-token"),
    path("oauth/v1/jwks", Jwks.as_view(), name="oauth-jwks"),
    path("oauth/v1/revoke", Intrekken.as_view(), name="oauth-revoke"),
    path(".well-known/oauth-authorization-server", Metadata.as_view(), name="oauth-metadata"),
]
