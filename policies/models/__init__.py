"""The rows. One module per noun; this page is the list of nouns."""

from policies.models.card import Card
from policies.models.channel import Channel, ChannelKey
from policies.models.colleague import Absence, Colleague, Team, TopicRole
from policies.models.dimension import Dimension, FormerDimension
from policies.models.escalation import Escalation, EscalationDelivery, QueueAddress
from policies.models.event import Event
from policies.models.fact import Fact
from policies.models.feedback import Feedback
from policies.models.image import Image
from policies.models.involvement import Involvement
from policies.models.must_read import Acknowledgement, Look, MustRead
from policies.models.notice import HookDelivery, Notice, NoticeHook
from policies.models.offer import Offer
from policies.models.outcome import OfferOutcome
from policies.models.publication import Counter, Publication
from policies.models.quote import Quote
from policies.models.release import Release
from policies.models.review import Autosave, Comment, Review
from policies.models.risk import RiskRule
from policies.models.subject import Subject
from policies.models.topic import Topic
from policies.models.verification import Flag, SecondLook, Served, Verification
from policies.models.version import Version
from policies.models.webhook import Webhook, WebhookAttempt, WebhookDelivery

__all__ = [
    "Absence", "Acknowledgement", "Autosave", "Card", "Channel", "ChannelKey", "Colleague", "Comment", "Counter", "Dimension",
    "Escalation", "EscalationDelivery", "Event", "Fact", "Feedback", "Flag", "FormerDimension", "HookDelivery", "Image",
    "Involvement", "Look", "MustRead", "Notice", "NoticeHook", "Offer", "OfferOutcome", "Publication", "QueueAddress",
    "Quote", "Release", "Review", "RiskRule", "SecondLook", "Served", "Subject", "Team", "Topic", "TopicRole", "Verification",
    "Version", "Webhook", "WebhookAttempt", "WebhookDelivery",
]  # fmt: skip
