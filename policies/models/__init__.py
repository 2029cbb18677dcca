"""The rows. One module per noun; this page is the list of nouns."""

from policies.models.card import Card
from policies.models.channel import Channel, ChannelKey
from policies.models.dimension import Dimension, FormerDimension
from policies.models.event import Event
from policies.models.fact import Fact
from policies.models.offer import Offer
from policies.models.outcome import OfferOutcome
from policies.models.publication import Counter, Publication
from policies.models.quote import Quote
from policies.models.release import Release
from policies.models.review import Review
from policies.models.subject import Subject
from policies.models.topic import Topic
from policies.models.version import Version

__all__ = [
    "Card", "Channel", "ChannelKey", "Counter", "Dimension", "Event", "Fact", "FormerDimension", "Offer", "OfferOutcome",
    "Publication", "Quote", "Release", "Review", "Subject", "Topic", "Version",
]  # fmt: skip
