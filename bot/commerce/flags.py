"""Why a person of the shop must look at an order: code goes by the kind, people read the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

# Of one order, in letters.
LONGEST = 2000


class FlagKind(str, Enum):
    """The values are stored."""

    # A payment that was reported is not the one that was asked for.
    OTHER_ORDER = "other_order"
    OTHER_AMOUNT = "other_amount"
    OTHER_CURRENCY = "other_currency"
    NO_CODE = "no_code"
    CODE_USED = "code_used"
    NOT_ASKED = "not_asked"
    PAID_TWICE = "paid_twice"
    PAID_LATE = "paid_late"
    # Money that must go back, or that went back without being understood.
    REFUND_DUE = "refund_due"
    REFUND_UNCLEAR = "refund_unclear"
    # An order that nobody paid in time.
    NOT_CANCELLED = "not_cancelled"
    PAID_AT_THE_END = "paid_at_the_end"
    # What the customer said.
    PROBLEM = "problem"
    REFUND_ASKED = "refund_asked"
    # Words of which no kind is known: a person's, or those of an order flagged before there were kinds.
    WRITTEN = "written"


# As people read them, in ``docs/shop-owner.md`` too; the places are the facts of a flag.
WORDS = {
    FlagKind.OTHER_ORDER: "order: asked {asked}, reported {reported}",
    FlagKind.OTHER_AMOUNT: "amount: asked {asked}, reported {reported}",
    FlagKind.OTHER_CURRENCY: "currency: asked {asked}, reported {reported}",
    FlagKind.NO_CODE: "a success without the provider's receipt code",
    FlagKind.CODE_USED: "receipt code {code} was used for {payment}",
    FlagKind.NOT_ASKED: "paid without being asked for: {paid}",
    FlagKind.PAID_TWICE: "paid twice: {payment} with {code}",
    FlagKind.PAID_LATE: "paid after it was cancelled: {code}",
    FlagKind.REFUND_DUE: "cancelled after payment, refund due",
    FlagKind.REFUND_UNCLEAR: "refund of {amount} not understood",
    FlagKind.NOT_CANCELLED: "not paid in time, and Ghala would not cancel it: {refusal}",
    FlagKind.PAID_AT_THE_END: "cancelled at Ghala for want of payment, and paid in the same moment",
    FlagKind.PROBLEM: "problem: {said}",
    FlagKind.REFUND_ASKED: "refund asked: {said}",
    FlagKind.WRITTEN: "{said}",
}


@dataclass(frozen=True)
class Flag:
    kind: FlagKind
    facts: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, kind: FlagKind, **facts: object) -> Flag:
        return cls(kind, {name: str(fact) for name, fact in facts.items()})

    @property
    def words(self) -> str:
        return WORDS[self.kind].format(**self.facts)

    @property
    def paid(self) -> Decimal | None:
        """What came instead of the order's amount, where that is what is wrong."""
        return Decimal(self.facts["reported"]) if self.kind is FlagKind.OTHER_AMOUNT else None


def words_of(flags: Sequence[Flag]) -> str:
    return "; ".join(flag.words for flag in flags)[:LONGEST]
