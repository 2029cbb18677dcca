"""The page on which agents find answers."""

from django.urls import include, path

from search.views import find_page, report_gap

urlpatterns = [
    path("", find_page, name="find"),
    path("report-gap/", report_gap, name="report_gap"),
    path("desk/", include("search.urls_of_words")),
    path("desk/", include("search.urls_of_learning")),
]
