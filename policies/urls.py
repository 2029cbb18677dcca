"""Pages for colleagues: single cards, and the desk where what is said is written, reviewed and published."""

from django.urls import include, path, re_path

from policies.views.approving import approve_chosen
from policies.views.asking import ask_owner
from policies.views.cards import card
from policies.views.channels import channel, channels, new_channel, save_settings, switch_channel
from policies.views.desk import begin_draft, desk, new_card, subject, withdraw_subject
from policies.views.escalations import act_on_escalation, escalation, escalations, queues, rotate_queue
from policies.views.events import events, export_events
from policies.views.flags import answer_flag, flag_card, flags, say_helpful
from policies.views.images import image, images, remove
from policies.views.keys import end_key, new_key, replace_key
from policies.views.lists import dimensions, facts, new_fact, new_offer, offers
from policies.views.must_reads import ask_to_read, got_it, must_read, must_read_readers
from policies.views.notices import change_hook, hooks, notices, see_notices
from policies.views.outcomes import outcome
from policies.views.receipts import receipt, receipts
from policies.views.releases import act_on_release, add_member, new_release, release, releases, remove_member
from policies.views.second_looks import close_second_look, second_looks
from policies.views.translations import translations
from policies.views.trust import trust, trust_answers, trust_cards
from policies.views.verifying import verify_card, verify_queue, verify_several
from policies.views.versions import act, version
from policies.views.webhooks import act_on_webhook, webhook, webhooks

SUBJECT = r"^desk/(?P<kind>card|fact|offer)/(?P<slug>[a-z0-9._-]+)/"
WEBHOOK = r"^desk/webhooks/(?P<pk>[0-9]{1,9})/"
VERSION = SUBJECT + r"(?P<number>[0-9]{1,9})/"

urlpatterns = [
    path("cards/<slug:slug>/", card, name="card"),
    path("cards/<slug:slug>/got-it/", got_it, name="got_it"),
    path("ask-owner/", ask_owner, name="ask_owner"),
    path("receipts/", receipts, name="receipts"),
    path("receipts/<path:receipt>/", receipt, name="receipt"),
    path("offers/<str:name>/outcomes/", outcome, name="outcome"),
    path("desk/", desk, name="desk"),
    path("desk/approve-several/", approve_chosen, name="approve_several"),
    path("desk/", include("policies.urls_of_review")),
    path("desk/", include("policies.urls_of_people")),
    path("desk/new-card/", new_card, name="new_card"),
    path("desk/releases/", releases, name="releases"),
    path("desk/releases/new/", new_release, name="new_release"),
    path("desk/releases/<slug:slug>/", release, name="release"),
    path("desk/releases/<slug:slug>/add/", add_member, name="add_member"),
    re_path(
        "^desk/releases/(?P<slug>[a-z0-9._-]+)/(?P<verb>submit|approve|request-changes|recall|publish)/$",
        act_on_release,
        name="act_on_release",
    ),
    path("desk/notices/", notices, name="notices"),
    path("desk/notices/seen/", see_notices, name="see_notices"),
    path("desk/hooks/", hooks, name="hooks"),
    re_path(r"^desk/hooks/(?P<pk>[0-9]{1,9})/(?P<verb>try|on|off)/$", change_hook, name="change_hook"),
    path("desk/escalations/", escalations, name="escalations"),
    path("desk/escalations/queues/", queues, name="queues"),
    path("desk/escalations/queues/<slug:queue>/secret/", rotate_queue, name="rotate_queue"),
    path("desk/escalations/<int:number>/", escalation, name="escalation"),
    re_path(
        r"^desk/escalations/(?P<number>[0-9]{1,9})/(?P<verb>take|assign|close|reopen)/$",
        act_on_escalation,
        name="act_on_escalation",
    ),
    path("desk/must-read/", must_read, name="must_reads"),
    path("desk/must-read/<int:pk>/", must_read, name="must_read"),
    path("desk/must-read/<int:pk>/readers/", must_read_readers, name="must_read_readers"),
    re_path(r"^desk/card/(?P<slug>[a-z0-9._-]+)/(?P<number>[0-9]{1,9})/must-read/$", ask_to_read, name="ask_to_read"),
    path("desk/events/", events, name="events"),
    path("desk/events/export/<slug:form>/", export_events, name="export_events"),
    path("desk/facts/", facts, name="facts"),
    path("desk/facts/new/", new_fact, name="new_fact"),
    path("desk/offers/", offers, name="offers"),
    path("desk/offers/new/", new_offer, name="new_offer"),
    path("images/<slug:name>.webp", image, name="image"),
    path("desk/images/", images, name="images"),
    path("desk/images/<slug:name>/remove/", remove, name="remove_image"),
    path("desk/dimensions/", dimensions, name="dimensions"),
    path("desk/translations/", translations, name="translations"),
    path("cards/<slug:slug>/flag/", flag_card, name="flag_card"),
    path("cards/<slug:slug>/helpful/", say_helpful, name="say_helpful"),
    path("desk/verify/", verify_queue, name="verify_queue"),
    path("desk/verify-several/", verify_several, name="verify_several"),
    path("desk/verify/<slug:slug>/", verify_card, name="verify_card"),
    path("desk/flags/", flags, name="flags"),
    path("desk/flags/<int:number>/", answer_flag, name="answer_flag"),
    path("desk/second-looks/", second_looks, name="second_looks"),
    path("desk/second-looks/<int:number>/", close_second_look, name="close_second_look"),
    path("desk/trust/", trust, name="trust"),
    path("desk/trust/cards/", trust_cards, name="trust_cards"),
    path("desk/trust/answers/", trust_answers, name="trust_answers"),
    path("desk/channels/", channels, name="channels"),
    path("desk/channels/new/", new_channel, name="new_channel"),
    path("desk/channels/<slug:slug>/", channel, name="channel"),
    path("desk/channels/<slug:slug>/settings/", save_settings, name="save_settings"),
    re_path("^desk/channels/(?P<slug>[a-z0-9._-]+)/(?P<verb>on|off)/$", switch_channel, name="switch_channel"),
    path("desk/channels/<slug:slug>/keys/", new_key, name="new_key"),
    path("desk/channels/<slug:slug>/keys/<int:number>/replace/", replace_key, name="replace_key"),
    path("desk/channels/<slug:slug>/keys/<int:number>/", end_key, name="end_key"),
    path("desk/webhooks/", webhooks, name="webhooks"),
    path("desk/webhooks/<int:pk>/", webhook, name="webhook"),
    re_path(WEBHOOK + "(?P<verb>test|enable|disable|rotate|replay)/$", act_on_webhook, name="act_on_webhook"),
    re_path(SUBJECT + "$", subject, name="subject"),
    re_path(SUBJECT + "draft/$", begin_draft, name="begin_draft"),
    re_path(SUBJECT + "withdraw/$", withdraw_subject, name="withdraw"),
    re_path(VERSION + "$", version, name="version"),
    re_path(VERSION + "leave-release/$", remove_member, name="remove_member"),
    re_path(VERSION + "(?P<verb>submit|approve|request-changes|recall|publish)/$", act, name="act"),
]
