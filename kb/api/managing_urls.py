"""Every room that colleagues manage. An address without a variable stands before one that could be read as such."""

from django.urls import URLPattern

from kb.api import converters
from kb.api.room import Room
from kb.api.room_views import urls_of
from kb.api.rooms.approving import ApproveSeveral
from kb.api.rooms.asking import OwnerQuestions, ReportedGaps
from kb.api.rooms.beside import Clashes, Comments, Compare, Findings
from kb.api.rooms.channels import Channels, Keys
from kb.api.rooms.escalations import Escalations, Queues, QueueSecrets
from kb.api.rooms.flags import Flags, Habits, SecondLooks
from kb.api.rooms.images import Images
from kb.api.rooms.insight import Holes, Outcomes, Overview, Questions
from kb.api.rooms.involved import PeopleBehind, Unowned
from kb.api.rooms.learning import AnswerModels, CheckQuestions, ClashingCards, Gaps, MisplacedExamples, ProposedExamples
from kb.api.rooms.must_reads import MustReads, Readers, Reminders
from kb.api.rooms.notices import ChatTools, Notices, SeeNotices
from kb.api.rooms.overview import Desk, Events, Score, Translations, TrustAnswers, TrustCards
from kb.api.rooms.people import Handovers, Me, People
from kb.api.rooms.releases import Releases
from kb.api.rooms.subjects import Counts, Subjects, TimeLine, Uses
from kb.api.rooms.teams import Rules, Teams
from kb.api.rooms.verification import Verifications, VerifySeveral
from kb.api.rooms.versions import Versions
from kb.api.rooms.vocabulary import Dimensions, Topics
from kb.api.rooms.webhooks import WebhookDeliveries, Webhooks, WebhookSecrets, WebhookTests
from kb.api.rooms.words import BestBets, SynonymPreviews, SynonymSets

__all__ = ["ROOMS", "converters", "managing_urls"]

ROOMS: tuple[type[Room], ...] = (
    *(Counts, Uses, TimeLine, Compare, PeopleBehind, Comments, Findings, Clashes, Versions, Subjects),
    *(Releases, Topics, Dimensions, Rules, Teams, Handovers, People, Me, Unowned),
    *(ApproveSeveral, VerifySeveral, Verifications, Flags, Habits, SecondLooks, Readers, Reminders, MustReads),
    *(Channels, Keys, SeeNotices, Notices, ChatTools, Desk, Translations, TrustCards, TrustAnswers, Score, Events),
    *(Questions, Outcomes, Holes, Overview),
    *(Webhooks, WebhookSecrets, WebhookTests, WebhookDeliveries, Escalations, Queues, QueueSecrets),
    *(OwnerQuestions, ReportedGaps, Images),
    *(SynonymPreviews, SynonymSets, BestBets),
    *(Gaps, ProposedExamples, CheckQuestions, AnswerModels, ClashingCards, MisplacedExamples),
)
managing_urls: list[URLPattern] = [pattern for room in ROOMS for pattern in urls_of(room)]
