"""Names of cookies. With `__Host-` a browser takes them only over HTTPS, for this host alone and for all of its addresses."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage

HOST = "__Host-"


class MessageCookie(CookieStorage):
    cookie_name = f"{HOST}messages" if settings.SESSION_COOKIE_SECURE else "messages"


class Messages(FallbackStorage):
    storage_classes = (MessageCookie, SessionStorage)
