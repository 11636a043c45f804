"""How long what comes from outside may be where it is kept. PostgreSQL refuses what is longer than its column, and the turn with it."""

from __future__ import annotations

import hashlib
import unicodedata

# Ids of messages and events, and conversations: together with an action's name they make keys of at most 300 characters.
ID, CONVERSATION = 120, 100
PROVIDER_MESSAGE, USER_ID = 300, 160
SKU, PRODUCT_NAME, CATEGORY, ETAG = 64, 200, 100, 200
# Of orders and payments at Ghala; the number of an order; the receipt code of a payment; why one failed; why a call was refused.
GHALA_ID, ORDER_NUMBER, REFERENCE, FAILURE, REFUSAL = 100, 40, 60, 40, 60
CUSTOMER_NAME = 60
# Of a choice that we offer; a phone shows less of it.
CHOICE_TITLE = 200

_MARKS = str.maketrans("*_~`", "    ")
# Joins the parts of one picture.
_JOINER = "\u200d"


def short(written: str, longest: int) -> str:
    """As it is, or its digest, so that two long ids do not become one. ``longest`` is at least 71."""
    return written if len(written) <= longest else f"sha256:{hashlib.sha256(written.encode()).hexdigest()}"


def own_name(written: str) -> str:
    """What people call themselves, as it may stand in other people's messages: one line, no WhatsApp marks, at most 60 characters."""
    plain = "".join(" " if _breaks(sign) else sign for sign in written.translate(_MARKS))
    return " ".join(plain.split())[:CUSTOMER_NAME].strip()


def _breaks(sign: str) -> bool:
    """Ends a line, turns its direction, or cannot be seen."""
    return sign != _JOINER and unicodedata.category(sign)[0] in "CZ"
