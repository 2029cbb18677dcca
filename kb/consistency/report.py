"""The result in two forms: JSON for programs, Markdown for people."""

import json
from dataclasses import asdict
from typing import Any

from kb.consistency.check import Report

MOST_SHOWN = 50


def as_json(report: Report) -> str:
    divergences = [{**asdict(found.probe), **_plain(found)} for found in report.divergences]
    body: dict[str, Any] = {
        "is_clean": report.is_clean,
        "started_at": report.started_at,
        "seconds": round(report.seconds, 1),
        "revision": report.revision,
        "until": report.until,
        "changes": report.changes,
        "compared": dict(report.compared),
        "divergences": divergences,
        "failures": report.failures,
    }
    return json.dumps(body, ensure_ascii=False, indent=2, default=str)


def as_markdown(report: Report) -> str:
    """One page: the sentence that counts, a line per channel, then each divergence with both texts."""
    total, wrong = report.compared.total(), len(report.divergences)
    verdict = "The channels do not say the same." if wrong else "Every channel says the same."
    if not wrong and report.failures:
        verdict = "No differences, but not everything could be asked."
    if not total:
        verdict = "Nothing was compared."
    lines = [
        f"# {verdict}",
        "",
        (
            f"{report.started_at:%Y-%m-%d %H:%M} UTC, revision {report.revision}: {total:,} comparisons in "
            f"{report.seconds:.0f} s, {wrong} divergences, {len(report.failures)} questions without an answer."
        ),
        *_meanwhile(report),
        "",
        "| channel | comparisons | divergences |",
        "|---|---:|---:|",
    ]
    for channel, count in report.compared.items():
        lines.append(f"| {channel} | {count:,} | {sum(found.channel == channel for found in report.divergences)} |")
    for found in report.divergences[:MOST_SHOWN]:
        probe = found.probe
        about = f"## {probe.card}, rule {probe.rule or '(none)'}, {probe.language}, {found.channel}: {found.field}"
        when = f"As of {probe.as_of:%Y-%m-%d %H:%M:%S} UTC" if probe.as_of else "About now"
        known = ", ".join(f"{name} = {value}" for name, value in probe.context.items()) or "nothing known"
        lines += ["", about, "", f"{when}; {known}.", ""]
        lines += [f"- should be: `{_cut(found.expected)}`", f"- is: `{_cut(found.heard)}`"]
    lines += ["", *(f"- {failure}" for failure in report.failures[:MOST_SHOWN])]
    return "\n".join(lines).rstrip() + "\n"


def _meanwhile(report: Report) -> list[str]:
    if report.until <= report.revision:
        return []
    what = ", ".join(f"{count} times {kind}" for kind, count in sorted(report.changes.items())) or "by others"
    return ["", f"Meanwhile {report.until - report.revision} revisions took effect or were scheduled ({what})."]


def _plain(found: Any) -> dict[str, str]:
    return {"channel": found.channel, "field": found.field, "expected": found.expected, "heard": found.heard}


def _cut(text: str) -> str:
    return text if len(text) <= 300 else f"{text[:300]}…"
