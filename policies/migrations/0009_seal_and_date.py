"""Seal the events that are there already, and date what trust in published versions rests on. Its own code, as it was then."""

import hashlib
from datetime import UTC, timedelta

import rfc8785
from django.db import migrations

from policies.guards import remove

RISKS = {"low": (1, 120, 365), "medium": (1, 72, 180), "high": (2, 48, 90)}
GRACE = 30


def lift_guards(apps, schema_editor):
    """They are put back after every migrate."""
    remove(schema_editor.connection)


def add_risk_rules(apps, schema_editor):
    rules = apps.get_model("policies", "RiskRule").objects
    for risk, (approvals, hours, days) in RISKS.items():
        fields = {"approvals": approvals, "review_hours": hours, "interval_days": days, "grace_days": GRACE}
        rules.get_or_create(risk=risk, defaults=fields)


def seal(apps, schema_editor):
    previous, number = "", 0
    for number, event in enumerate(apps.get_model("policies", "Event").objects.order_by("id"), start=1):
        said = {
            "number": number,
            "action": event.action,
            "thing": event.thing,
            "by": event.by_id,
            "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "origin": "",
            "before": {},
            "after": {},
            "details": event.details,
            "previous": previous,
        }
        event.number, event.previous = number, previous
        event.seal = previous = hashlib.sha256(rfc8785.dumps(said)).hexdigest()
        event.save(update_fields=["number", "previous", "seal"])
    apps.get_model("policies", "Counter").objects.get_or_create(name="events", defaults={"value": number})


def date(apps, schema_editor):
    verifications = apps.get_model("policies", "Verification").objects
    risks = dict(apps.get_model("policies", "Card").objects.values_list("pk", "risk"))
    log = apps.get_model("policies", "Publication").objects.filter(kind="publish", subject__kind="card").select_related("version")
    for publication in log.order_by("number", "id"):
        approved_at = publication.version.approved_at
        due_at = approved_at + timedelta(days=RISKS[risks[publication.subject_id]][2])
        verifications.create(
            version=publication.version,
            how="review",
            at=publication.recorded_at,
            revision=publication.number,
            verified_at=approved_at,
            due_at=due_at,
            expires_at=due_at + timedelta(days=GRACE),
        )


class Migration(migrations.Migration):
    dependencies = [("policies", "0008_who_stands_behind_it")]
    operations = [
        migrations.RunPython(lift_guards, migrations.RunPython.noop),
        migrations.RunPython(add_risk_rules, migrations.RunPython.noop),
        migrations.RunPython(seal, migrations.RunPython.noop),
        migrations.RunPython(date, migrations.RunPython.noop),
    ]
