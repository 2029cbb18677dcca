from django.urls import path

from kb.chat.views import chat

urlpatterns = [
    path("", chat, name="chat"),
]
