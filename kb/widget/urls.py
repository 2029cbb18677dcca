from django.urls import path

from kb.widget.views import part, talk, widget

urlpatterns = [
    path("widget.js", widget, name="widget"),
    path("widget/talk/<slug:language>/", talk, name="widget_talk"),
    path("widget/<path:name>", part, name="widget_part"),
]
