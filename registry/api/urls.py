"""Routes of every register, below /api/."""

from django.urls import path

from registry.api.openapi import OpenApi
from registry.api.weergaven import Object, Verzameling, Voorkomens, Zoek

TYPE = "<slug:register>/v<int:hoofdversie>/<slug:objecttype>"

urlpatterns = [
    path("<slug:register>/v<int:hoofdversie>/openapi.json", OpenApi.as_view(), name="register-openapi"),
    path(TYPE, Verzameling.as_view(), name="register-verzameling"),
    path(f"{TYPE}/_zoek", Zoek.as_view(), name="register-zoek"),
    path(f"{TYPE}/<uuid:object_id>", Object.as_view(), name="register-object"),
    path(f"{TYPE}/<uuid:object_id>/voorkomens", Voorkomens.as_view(), name="register-voorkomens"),
]
