"""Every address of the site."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from kb.consistency.views import comparison, comparison_json
from kb.faq.sitemap import robots, sitemap
from kb.health import healthz, readyz
from kb.mcp.views import McpView
from kb.metrics import metrics
from kb.styleguide import styleguide

handler400, handler403 = "kb.faults.bad_request", "kb.faults.forbidden"
handler404, handler500 = "kb.faults.not_found", "kb.faults.fault"
handler429 = "kb.faults.too_many"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("kb.api.urls")),  # First what is asked most: addresses are gone through in this order.
    path("faq/", include("kb.faq.urls")),
    path("", include("search.urls")),
    path("desk/overview/", include("kb.overview.urls")),
    path("desk/comparisons/<int:number>/", comparison, name="comparison"),
    path("desk/comparisons/<int:number>/report.json", comparison_json, name="comparison_json"),
    path("", include("policies.urls")),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", robots, name="robots"),
    path("chat/", include("kb.chat.urls")),
    path("panel/", include("kb.panel.urls")),
    path("", include("kb.widget.urls")),
    path("styleguide/", styleguide, name="styleguide"),
    path("language/", set_language, name="set_language"),
    path("accounts/", include("kb.entrance.urls")),
    path("mcp", McpView.as_view(), name="mcp"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
]
