"""What every channel must say, to be read in one sitting: the log, what holds, the words. It imports nothing of the product.

There is one card and one fact that it quotes. Whoever doubts a rule of the store reads it here.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

CARD, FACT = "the-card", "refunds.card_days"
SOURCE, LANGUAGES = "en", ("en", "pt-BR", "ru")
DAYS = {
    2: {"en": "2 days", "pt-BR": "2 dias", "ru": "2 дня"},
    5: {"en": "5 days", "pt-BR": "5 dias", "ru": "5 дней"},
    21: {"en": "21 days", "pt-BR": "21 dias", "ru": "21 день"},
}
# By what is known of the order: rule, outcome, and how its text reads.
RULES = {
    "packed": ("packed", "allowed", "{word} in {days}", "<p><strong>{word}</strong> in {days}</p>"),
    "delivered": ("else", "not_allowed", "{word} & {days}", "<p>{word} &amp; {days}</p>"),
}
REVIEWERS, CLOCKS_DIFFER = {"olivia", "pavel"}, timedelta(days=1)


@dataclass
class Text:
    """A version: of the fact `days`; of the card a word for each language, whether its translations lag, and for whom it is."""

    subject: str
    number: int
    author: str
    base: int | None
    days: int = 0
    words: dict[str, str] = field(default_factory=dict)
    is_lagging: bool = False
    audience: str = "public"
    state: str = "draft"


@dataclass(frozen=True)
class Line:
    """A line of the log; `text` is None for a withdrawal."""

    number: int
    subject: str
    text: Text | None
    recorded: datetime
    start: datetime
    until: datetime | None


@dataclass(frozen=True)
class Said:
    """What is said of the card: shown everywhere, `answer` with its digest unless a stage of the order is missing."""

    title: str
    short: str
    answer: dict[str, object] | None


class Reference:
    def __init__(self):
        self.log: list[Line] = []
        self.texts: list[Text] = []
        self.revision = 0

    def text(self, subject, **fields) -> Text:
        """The next version of a subject."""
        made = Text(subject, 1 + sum(text.subject == subject for text in self.texts), **fields)
        self.texts.append(made)
        return made

    def may_review(self, person: str, text: Text) -> bool:
        return text.state == "in_review" and person in REVIEWERS and person != text.author

    def may_publish(self, person: str, text: Text, now: datetime, start: datetime | None) -> bool:
        """It replaces what it was begun from, or nothing."""
        return text.state == "approved" and person in REVIEWERS and text.base == self.base(text.subject, start or now)

    def enter(self, entries: list[tuple[str, Text | None]], now: datetime, start: datetime | None, until: datetime | None):
        """One revision. A clock that is behind the last line's does not make the new one older."""
        recorded = self.not_before(now)
        self.revision += 1
        begins = max(start or recorded, recorded)
        self.log += [Line(self.revision, subject, text, recorded, begins, until) for subject, text in entries]

    def not_before(self, now: datetime) -> datetime:
        """What time it is in the store, where a clock says `now`: a clock that was set back brings nothing back."""
        last = self.log[-1].recorded if self.log else now
        return last if now < last < now + CLOCKS_DIFFER else now

    def holding(self, subject: str, at: datetime) -> Text | None:
        """What began last and has not ended, unless a later line withdrew it."""
        begun = [line for line in self.log if line.subject == subject and line.start <= at]
        withdrawn = max((line.number for line in begun if line.text is None), default=0)
        living = [line for line in begun if line.number > withdrawn and (line.until is None or at < line.until)]
        line = max(living, key=lambda line: (line.start, line.number), default=None)
        return line.text if line else None

    def base(self, subject: str, at: datetime) -> int | None:
        """What holds, or else what was published last."""
        published = [line.text.number for line in self.log if line.subject == subject and line.text]
        text = self.holding(subject, at)
        return text.number if text else (published[-1] if published else None)

    def is_visible(self, audience: str, at: datetime, now: datetime) -> bool:
        """The public sees no card that is internal then, nor one that is internal today."""
        then, today = self.holding(CARD, at), self.holding(CARD, now)
        return then is not None and (audience == "internal" or all(t.audience == "public" for t in (then, today) if t))

    def says(self, audience: str, language: str, stage: str, at: datetime, now: datetime) -> Said | None:
        text, fact = self.holding(CARD, at), self.holding(FACT, at)
        if text is None or fact is None or not self.is_visible(audience, at, now):
            return None
        served = SOURCE if text.is_lagging else language
        word, days = text.words[served], DAYS[fact.days][served]
        title, short = f"{word} {served}", f"{word}: {days}."
        if not stage:
            return Said(title, short, None)
        rule, outcome, plain, html = (part.format(word=word, days=days) for part in RULES[stage])
        answer = {"card": CARD, "version": text.number, "rule": rule, "outcome": outcome, "language": served}
        answer |= {"title": title, "text": plain, "html": html}
        canonical = json.dumps(answer, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return Said(title, short, answer | {"digest": "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()})
