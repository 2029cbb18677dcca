"""The page on which agents find answers."""

from django.urls import path

from search.views import find_page

urlpatterns = [
    path("", find_page, name="find"),
]
