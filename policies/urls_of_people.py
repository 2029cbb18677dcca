"""Pages about people, teams, topics and rules; and who stands behind a card."""

from django.urls import path, re_path

from policies.views.involved import act_on_people
from policies.views.me import me
from policies.views.people import act_on_person, people, person
from policies.views.rules import rule, rules
from policies.views.teams import team, teams
from policies.views.topics import topic, topics
from policies.views.unowned import settle_unowned, unowned

SUBJECT = r"^(?P<kind>card|fact|offer)/(?P<slug>[a-z0-9._-]+)/"

urlpatterns = [
    path("people/", people, name="people"),
    path("people/<str:username>/", person, name="person"),
    path("people/<str:username>/<slug:verb>/", act_on_person, name="act_on_person"),
    path("me/", me, name="me"),
    path("teams/", teams, name="teams"),
    path("teams/<slug:slug>/", team, name="team"),
    path("topics/", topics, name="topics"),
    re_path(r"^topics/(?P<slug>[a-z0-9._-]+)/$", topic, name="topic"),
    path("rules/", rules, name="rules"),
    re_path(r"^rules/(?P<risk>low|medium|high)/$", rule, name="rule"),
    path("unowned/", unowned, name="unowned"),
    path("unowned/several/", settle_unowned, name="settle_unowned"),
    re_path(
        r"^(?P<kind>card|fact|offer)/(?P<slug>[a-z0-9._-]+)/people/(?P<verb>[a-z-]+)/$", act_on_people, name="act_on_people"
    ),
]
