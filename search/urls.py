"""The page on which agents find answers."""

from django.urls import include, path

from search.views import find_page

urlpatterns = [
    path("", find_page, name="find"),
    path("desk/", include("search.urls_of_words")),
    path("desk/", include("search.urls_of_learning")),
]
