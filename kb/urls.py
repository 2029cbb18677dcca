"""Every address of the site."""

from django.urls import URLPattern, URLResolver, include, path

from kb.health import healthz, readyz

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.account.urls")),
    path("api/v1/", include("kb.api.urls")),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
