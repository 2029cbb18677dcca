"""Every room that colleagues manage. An address without a variable stands before one that could be read as such."""

from django.urls import URLPattern

from kb.api import converters
from kb.api.room import Room
from kb.api.room_views import urls_of
from kb.api.rooms.subjects import Counts, Subjects, TimeLine, Uses
from kb.api.rooms.versions import Versions

__all__ = ["ROOMS", "converters", "managing_urls"]

ROOMS: tuple[type[Room], ...] = (Counts, Uses, TimeLine, Versions, Subjects)
managing_urls: list[URLPattern] = [pattern for room in ROOMS for pattern in urls_of(room)]
