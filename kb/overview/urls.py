"""The overview and the lists that its numbers count."""

from django.urls import path

from kb.overview.lists import overview_cards, overview_holes, overview_outcomes, overview_questions
from kb.overview.views import overview, overview_file

urlpatterns = [
    path("", overview, name="overview"),
    path("questions/", overview_questions, name="overview_questions"),
    path("outcomes/", overview_outcomes, name="overview_outcomes"),
    path("cards/", overview_cards, name="overview_cards"),
    path("holes/", overview_holes, name="overview_holes"),
    path("<slug:name>.csv", overview_file, name="overview_file"),
]
