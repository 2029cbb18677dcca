"""What questions teach: gaps, proposed examples, and how the answer model does."""

from django.urls import path, re_path

from search.pages.examples import decide_example, examples
from search.pages.gaps import act_on_gap, gap, gaps
from search.pages.model import check, checks, model, publish_model, remove_check_question
from search.pages.phrases import phrases

urlpatterns = [
    path("gaps/", gaps, name="gaps"),
    path("gaps/<int:number>/", gap, name="gap"),
    re_path(
        "^gaps/(?P<number>[0-9]{1,9})/(?P<verb>start-card|add-to-card|dismiss|assign|reopen)/$", act_on_gap, name="act_on_gap"
    ),
    path("dimensions/<slug:slug>/words/", phrases, name="phrases"),
    path("examples/", examples, name="examples"),
    re_path("^examples/(?P<number>[0-9]{1,9})/(?P<verb>accept|decline)/$", decide_example, name="decide_example"),
    path("model/", model, name="model"),
    path("model/<int:number>/publish/", publish_model, name="publish_model"),
    path("model/checks/", checks, name="checks"),
    path("model/checks/<int:number>/", check, name="check"),
    path("model/checks/<int:number>/remove/", remove_check_question, name="remove_check"),
]
