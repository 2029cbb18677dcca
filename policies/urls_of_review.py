"""Pages of writing and reviewing besides the version itself: comparing, commenting, restoring, merging, autosaving."""

from django.urls import re_path

from policies.views.comparing import comment_on_line, compare, restore
from policies.views.drafts import autosave, carry_on, edit
from policies.views.editor import look, others, paste
from policies.views.merging import merge_into

SUBJECT = r"^(?P<kind>card|fact|offer)/(?P<slug>[a-z0-9._-]+)/"
VERSION = SUBJECT + r"(?P<number>[0-9]{1,9})/"

urlpatterns = [
    re_path(SUBJECT + "compare/$", compare, name="compare"),
    re_path(VERSION + "edit/$", edit, name="edit"),
    re_path(VERSION + "autosave/$", autosave, name="autosave"),
    re_path(VERSION + "look/$", look, name="look"),
    re_path(VERSION + "others/$", others, name="others"),
    re_path(r"^paste/$", paste, name="paste"),
    re_path(VERSION + "carry-on/$", carry_on, name="carry_on"),
    re_path(VERSION + "comment/$", comment_on_line, name="comment"),
    re_path(VERSION + "restore/$", restore, name="restore"),
    re_path(VERSION + r"merge/(?P<onto>[0-9]{1,9})/$", merge_into, name="merge"),
]
