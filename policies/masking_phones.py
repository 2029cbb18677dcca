"""Phone numbers in free text, as people in many countries write them, told apart from prices, dates and order numbers."""

import re

PHONE = "[phone]"
_GAP = r"[ \u00a0\u2009().\-–/]{0,3}"
_SEP = r"[ \u00a0\u2009.\-–]"
# None begins inside a word or another number, and none ends inside one.
_BEFORE, _AFTER = r"(?<![\w#№])(?<!\d[.,:/-])", r"(?!\w)(?![.,:/-]\d)"
_WAYS = (
    rf"\+\(?\d(?:{_GAP}\d){{6,14}}",  # +55 11 98765-4321, +7 (916) 123-45-67
    rf"00[1-9](?:{_GAP}\d){{8,13}}",  # 0049 30 1234567
    rf"[78]{_SEP}?\(?[3489]\d\d\)?{_SEP}{{0,2}}\d{{3}}{_SEP}?\d\d{_SEP}?\d\d",  # 8 (916) 123-45-67, 89161234567
    rf"9\d\d{_SEP}?\d{{3}}{_SEP}?\d\d{_SEP}?\d\d",  # 916 123-45-67
    r"\d{3}[-–]\d\d[-–]\d\d",  # 123-45-67
    rf"\(?0?[1-9]\d\)?{_SEP}{{0,2}}9{_SEP}?\d{{4}}{_SEP}?\d{{4}}",  # (11) 98765-4321, 11 9 8765 4321, 11987654321
    rf"\(0?[1-9]\d\){_SEP}?\d{{4}}{_SEP}?\d{{4}}",  # (11) 3456-7890
    rf"[1-9]\d{_SEP}\d{{4}}[-–]\d{{4}}",  # 11 3456-7890
    r"9\d{4}[-–]\d{4}",  # 98765-4321
    rf"(?:1{_SEP})?\(?[2-9]\d\d\)?{_SEP}{{1,2}}\d{{3}}{_SEP}\d{{4}}",  # (415) 555-2671, 1-415-555-2671
    rf"\(0\d{{1,4}}\){_SEP}?\d(?:[ /\-–]?\d){{4,8}}",  # (030) 1234567
    r"0[1-9](?:[ /.\-–]?\d){7,10}",  # 06 12 34 56 78, 020 7946 0958, 0176 12345678
)
_PHONE = re.compile(rf"{_BEFORE}(?:{'|'.join(_WAYS)}){_AFTER}")
# After a word that announces one, six figures are enough: "my phone is 555 0134".
_WORD = (
    r"(?:tele)?phone|mobile|cell|tel|whats\s?app|zap|call|ring|text|sms|telefone|celular|fone|ligue|ligar|liga|contato|"
    r"тел|телефон\w*|мобильн\w+|сотов\w+|моб|звони\w*|позвони\w*|набери\w*|вотсап|ватсап|вайбер|whatsapp|viber|telegram"
)
_FILL = r"(?:number|num|no|nr|is|me|us|on|at|under|here|número|numero|nº|n|é|e|para|pra|no|me|номер\w*|на|по|мне|мой|вот)"
_ANNOUNCED = re.compile(
    rf"\b((?:{_WORD})\.?(?:[ :=,-]{{1,3}}{_FILL}\b\.?){{0,3}}[ :=#№-]{{1,4}})\(?\d(?:{_GAP}\d){{5,14}}(?!\w)", re.IGNORECASE
)
_DATE = re.compile(r"\d{1,2}([./-])\d{1,2}\1(?:19|20)\d\d|(?:19|20)\d\d([./-])\d{1,2}\2\d{1,2}|^\d\d([./])\d\d\3\d\d$")


def masked_phones(text: str) -> str:
    announced = _ANNOUNCED.sub(lambda found: found[0] if _DATE.search(found[0]) else found[1] + PHONE, text)
    return _PHONE.sub(lambda found: found[0] if _DATE.search(found[0]) else _label(found[0]), announced)


def _label(number: str) -> str:
    """A bracket that the number does not close belongs to the sentence."""
    return f"({PHONE}" if number.startswith("(") and ")" not in number else PHONE
