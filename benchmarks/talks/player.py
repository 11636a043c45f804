"""One customer's talk with a shop, from the first word to the verdict."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.talks.customer import Customer, Misread, asked_by
from benchmarks.talks.format import Move, Talk, Words
from benchmarks.talks.judge import MISREAD, WRONG_ORDER, Came, judged, unheard
from benchmarks.talks.shop import Bubble, Shop
from bot.services.ports import Json

MOST_TURNS = 9
# Others bought something: the shop need not say anything to that.
STOCK_PATIENCE = 6.0
ORDER_NUMBER = re.compile(r"ORD-\d{4}-\d{3,}")


@dataclass(frozen=True)
class Line:
    """What stands in the chat, with the choices below it."""

    who: str
    text: str


@dataclass(frozen=True)
class Played:
    """A talk that is over; ``problem`` is empty where the customer got what was wanted."""

    talk: Talk
    problem: str
    turns: int
    dialogue: Sequence[Line]

    @property
    def as_wanted(self) -> bool:
        return not self.problem

    @property
    def is_wrong_order(self) -> bool:
        return self.problem.startswith(WRONG_ORDER)

    @property
    def is_misread(self) -> bool:
        return self.problem.startswith(MISREAD)


def play(talk: Talk, shop: Shop, seed: int = 0) -> Played:
    visit = Visit(talk, shop, "")
    try:
        visit.phone = new_phone(talk, shop, seed)
        problem = visit.play()
    except Exception as error:  # noqa: BLE001 - whatever broke, this talk has failed and the others are played
        problem = f"the player broke: {type(error).__name__}: {error}"
    return Played(talk, problem, visit.turns, visit.dialogue)


def new_phone(talk: Talk, shop: Shop, seed: int) -> str:
    """The first of the talk's own phones that the shop does not know yet."""
    return next(phone for phone in _phones(talk, seed) if not shop.is_known(phone))


def _phones(talk: Talk, seed: int) -> Iterator[str]:
    for times in itertools.count():
        drawn = hashlib.sha256(f"{seed}/{talk.id}/{times}".encode()).hexdigest()
        yield f"2547{int(drawn, 16) % 10**8:08d}"


@dataclass
class Visit:
    """A talk as it goes on. ``last`` is what was heard last, as one text."""

    talk: Talk
    shop: Shop
    phone: str
    turns: int = 0
    dialogue: list[Line] = field(default_factory=list)
    last: str = ""
    choices: Sequence[Json] = ()
    seq: int = 0

    def play(self) -> str:
        """What is wrong in the end; nothing where the customer got what was wanted."""
        heard_after, problem = self._say_all()
        goal = self.talk.goal
        if goal.lines and not self._has_ordered():
            problem = problem or self._go_on()
        problem = problem or unheard(self.talk.expects, heard_after, self.last)
        payers = self.shop.payments(goal.payer) if goal.payer else []
        return judged(goal, Came(self.orders(), self.shop.payments(self.phone), payers), problem)

    def orders(self) -> list[Json]:
        """Placed ones, the oldest first: those whose numbers this phone was told."""
        told = "\n".join(self._told())
        numbers = dict.fromkeys(ORDER_NUMBER.findall(told))
        return [order for order in map(self.shop.order, numbers) if order is not None]

    def _told(self) -> list[str]:
        return [line.text for line in self.dialogue if line.who == "shop"]

    def _has_ordered(self) -> bool:
        wanted = self.talk.goal.orders
        return len(self.orders()) >= (1 if wanted is None else wanted)

    def _say_all(self) -> tuple[dict[int, str], str]:
        """What was heard after each of the talk's says, and the first silence where there was one."""
        heard_after: dict[int, str] = {}
        problem = ""
        for place, said in enumerate(self.talk.says):
            self.turns += 1
            heard_after[place] = self._write(said) if isinstance(said, Words) else self._do(said)
            if isinstance(said, Words) and not heard_after[place] and not self.talk.may_be_silent:
                problem = problem or f"silence after {_shown(said)}"
        return heard_after, problem

    def _go_on(self) -> str:
        """By the answers, until the order is placed or nothing fits what is asked; what went wrong."""
        customer = Customer(self.talk, self.shop.names)
        for _ in range(MOST_TURNS):
            asked = self.shop.awaiting(self.phone) or asked_by(self.last)
            try:
                said = customer.answer(asked, self.last, self._told())
            except Misread as problem:
                return f"{MISREAD}: {problem}"
            if said is None:
                break
            self.turns += 1
            self._write(Words((said,)))
            if self._has_ordered():
                break
        return ""

    def _write(self, words: Words) -> str:
        for text in words.texts:
            self.dialogue.append(Line("customer", text))
            self.shop.write(self.phone, text)
            if words.at_once:
                self.shop.between_bubbles()
        return self._hear(self.shop.patience)

    def _hear(self, seconds: float) -> str:
        heard = self.shop.hear(self.phone, self.seq, seconds)
        self.seq = heard.seq
        self.dialogue += [Line("shop", _with_choices(each)) for each in heard.bubbles]
        if heard.bubbles:
            self.choices = heard.bubbles[-1].choices
        self.last = "\n".join(each.text for each in heard.bubbles)
        return self.last

    def _do(self, move: Move) -> str:
        moves: dict[str, Callable[[Move], None]] = {
            "pay": self._pay, "order": self._move_order, "tap": self._tap, "stock": self._restock,
        }  # fmt: skip
        moves[move.kind](move)
        return self._hear(STOCK_PATIENCE if move.kind == "stock" else self.shop.patience)

    def _pay(self, move: Move) -> None:
        waiting = [each for each in self.shop.payments(self.phone) if each.get("status") in ("pending", None)]
        if waiting:
            self.shop.settle_payment(waiting[-1]["id"], move.wanted)

    def _move_order(self, move: Move) -> None:
        placed = self.orders()
        if placed:
            self.shop.move_order(placed[-1].get("ghala_id") or placed[-1]["order_number"], move.wanted)

    def _tap(self, move: Move) -> None:
        """What is offered nowhere is typed."""
        part = move.wanted.lower()
        choice = next((each for each in self.choices if part in each.get("title", "").lower()), None)
        if choice is None:
            self.dialogue.append(Line("customer", move.wanted))
            self.shop.write(self.phone, move.wanted)
        else:
            self.dialogue.append(Line("customer", f"[{choice['title']}]"))
            self.shop.choose(self.phone, choice["id"])

    def _restock(self, move: Move) -> None:
        self.shop.restock(move.wanted, move.count)


def _with_choices(bubble: Bubble) -> str:
    return bubble.text + "".join(f"\n[{each['title']}]" for each in bubble.choices)


def _shown(words: Words) -> str:
    return repr(list(words.texts) if words.at_once else words.texts[0])
