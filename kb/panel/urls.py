from django.urls import path

from kb.panel.acts import door, panel_flag, panel_outcome, panel_pass
from kb.panel.views import panel

urlpatterns = [
    path("", panel, name="panel"),
    path("door/", door, name="panel_door"),
    path("pass/", panel_pass, name="panel_pass"),
    path("flag/<slug:slug>/", panel_flag, name="panel_flag"),
    path("outcome/<str:name>/", panel_outcome, name="panel_outcome"),
]
