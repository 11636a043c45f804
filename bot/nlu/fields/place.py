"""What counts as a place."""

from __future__ import annotations

import re

# A shared location, as ``bot.messaging.incoming`` writes it; degrees.
PIN = re.compile(r"\bpin (-?\d{1,3}(?:\.\d+)?), ?(-?\d{1,3}(?:\.\d+)?)")
# The same typed, as maps show it: degrees with three decimals at least, which no quantity has.
_COORDINATES = re.compile(
    r"(?:(?:my |the )?(?:pin|gps|location|coordinates|mahali)\b[\s:(\[]*|[\s(\[]*)"
    r"(-?\d{1,2}\.\d{3,})(?:\s*°)?(?:\s*([ns]))?(?:\s*[,;]\s*|\s+)"
    r"(-?\d{1,3}\.\d{3,})(?:\s*°)?(?:\s*([ew]))?[\s)\].]*",
    re.IGNORECASE,
)
KENYA_SOUTH, KENYA_NORTH, KENYA_WEST, KENYA_EAST = -4.8, 5.1, 33.8, 42.0

TOO_WIDE = frozenset(
    "hapa hapo huku here there home nyumbani nyumba house kwangu kwetu mahali place somewhere anywhere nowhere sijui dunno "
    "where wapi popote nairobi kenya town city mtaani estate nchini known unknown myself mimi pale you know the my to in at "
    "ni kwa me us please tafadhali deliver bring send it leta lete niletee uniletee mniletee nipelekee peleka tuma".split()
)  # fmt: skip
ABROAD = re.compile(
    r"(?:the )?(?:moon|mwezini|mars|space|uganda|kampala|entebbe|jinja|tanzania|arusha|moshi|dodoma|dar es salaam|zanzibar"
    r"|rwanda|kigali|burundi|south sudan|juba|ethiopia|addis ababa|somalia|mogadishu|nigeria|lagos|ghana|accra|south africa"
    r"|johannesburg|congo|egypt|cairo|dubai|uae|qatar|doha|saudi arabia|uk|england|london|usa|america|new york|canada"
    r"|germany|france|paris|china|india|mumbai)"
)
LONGEST = 300
LONGEST_KEPT = 500
# Of a run without blanks the first @ is enough: what stands behind a later one stands behind that one too.
_LINK = re.compile(r"https?://|\bwww\.|(?<!\S)\S[^\s@]*@\S+\.\w", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_LONG_WORD = re.compile(r"[^\W\d_]{3,}")
_UNSAYABLE = re.compile(r"[bcdfghjklmnpqrstvwxz]{5}")


def typed_spot(text: str) -> str:
    """``-1.2921,36.8219`` where the text is nothing but coordinates, else nothing."""
    found = _COORDINATES.fullmatch(text.strip())
    if found is None:
        return ""
    north, east = _signed(found[1], found[2]), _signed(found[3], found[4])
    return f"{north},{east}" if abs(float(north)) <= 90 and abs(float(east)) <= 180 else ""


def _signed(degrees: str, half: str | None) -> str:
    return f"-{degrees.lstrip('-')}" if half and half in "sSwW" else degrees


def _pin(address: str) -> tuple[float, float] | None:
    found = PIN.search(address)
    return (float(found[1]), float(found[2])) if found else None


_TAIL = re.compile(
    r"(?<![\s,.])[\s,.]*\b(?:instead|badala(?:\s+yake)?|rather|please|pls|tafadhali|thanks|asante|tu)[\s.!]*$",
    re.IGNORECASE,
)


_HEAD = re.compile(
    r"^(?:(?:no|nope|hapana|apana|zii|yes|yeah|ndio|sawa|okay|ok|actually|sorry|samahani|please|tafadhali)\b[\s,]+)+"
    r"(?:(?:deliver|send|bring|take)\s+(?:it\s+|them\s+)?(?:to|at)\s+|(?:ni|u|m)*(?:pelek(?:ee|ea|a)|let(?:ee|ea|a))\s+)?(?=\w)",
    re.IGNORECASE,
)


def tidy(place: str) -> str:
    """As written, without what was said around it."""
    words = _HEAD.sub("", " ".join(place.split())[:LONGEST_KEPT])
    while (shorter := _TAIL.sub("", words)) != words and shorter:
        words = shorter
    return words


def looks_like_address(text: str) -> bool:
    """Short enough to be a place, and with at least one word of three letters that could be said aloud."""
    return (
        len(text) <= LONGEST
        and not _LINK.search(text)
        and (bool(_pin(text)) or any(map(_can_be_said, _LONG_WORD.findall(text))))
    )


def _can_be_said(word: str) -> bool:
    """ "asdfgh" cannot; words of other scripts are left alone."""
    return not _UNSAYABLE.search(word.lower()) and len(set(word.lower())) > 1


def is_no_place(text: str) -> bool:
    """An answer to where, if one that leads nowhere; a question is none."""
    return "?" not in text and (is_too_wide(text) or is_abroad(text) or bool(_LINK.search(text)))


def is_too_wide(text: str) -> bool:
    """ "hapa", "home", "Nairobi": words that leave the rider as wise as before."""
    words = _WORD.findall(text.lower())
    return bool(words) and _pin(text) is None and all(word in TOO_WIDE for word in words)


def is_abroad(text: str) -> bool:
    """Another country or no country at all, named as such between commas; a "Kampala Road" is a road here."""
    pin = _pin(text)
    if pin is not None:
        return not (KENYA_SOUTH <= pin[0] <= KENYA_NORTH and KENYA_WEST <= pin[1] <= KENYA_EAST)
    return any(ABROAD.fullmatch(part.strip(" .!").lower()) for part in text.split(","))
