"""Conversations written down: who says what, and what must then be true.

A file holds a list of dialogues; a dialogue has a name, steps and a kind (where it says none, its file's name is its kind).
A step does one thing and may check what followed:

    customer: text            a customer types            tap: label        taps a button or row of the last offer
                              ({order 1} in it stands for the number of the customer's first order, {order} of the
                              newest; {code} for the reference of the newest paid payment)
    sends: {image: {...}}     anything else the phone can send (see the sandbox's API)
    message: {type: …, …}     a message of any kind, as Meta's webhook carries it
    pays: approve | cancel | fail | timeout               what happens with the open payment request; or why it fails,
                                                          such as insufficient_funds
    moves: process | ship | out-for-delivery | deliver    what shop and rider do with the newest order
    unsure: [intent, …]       the text of this step is taken for one of these, and the classifier cannot tell for which
    fault: {target: ghala, kind: error, count: null}      breaks something; ``mended: true`` mends all
    rasa: down | up           actions: down | up          stops and starts a part
    wait: seconds             moves the clock and lets everything due happen
    meta: closes the window | PAUSED order_shipped | no marketing        what Meta decides by itself
    stock: {SKU: n}           prices: {SKU: n}            others bought, prices changed; ``unheard: true`` hides it
    repeats: true             the last webhooks come again
    reordered: [text, text]   the customer's texts arrive backwards
    held: true                webhooks stay away until         released: forwards | backwards
    product: {SKU: {image_url: …}}                        what else the shop changes of a product, or a new product
    refunds: amount           so much of the newest payment goes back to the customer
    person: words | done      a person of the shop writes to the customer, or is done with the newest case
    gone: [SKU, …]            the shop no longer sells these
    sells: {SKU: [name, price], …}                        these are all the goods of the shop, of each a hundred; Ghala is not told
    event: {event: name, …}   Ghala's event about the newest payment or order, the facts given here in place of the true

    shop: [part, …]           all bubbles together contain each part        never: [part, …]   none contains
    bubbles: n                how many bubbles came (1 where not said; for customer, tap and sends)
    choices: [label, …]       what the last bubble offers, in order
    cart: {SKU: n}            orders: [{status, amount, …}], the newest first
    calls: [POST /orders, …]  effects at Ghala so far, in order
    ghala: {orders: [amount, …], payments: [amount, …]}   what lives there now: not cancelled, not failed
    picture: link             what the last bubble shows, empty for none
    cases: [{kind, said, …}]  what waits for a person of this customer, the newest first
    language: en | sw         intent: name         note: why this is here, for the reader
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.commerce.cases import Case
from bot.commerce.catalog import Product
from bot.nlu.goods import live_catalog
from bot.providers.ghala.webhook import read_event
from bot.providers.whatsapp.webhook import read_webhook
from bot.services import handoff
from bot.yaml_file import load_yaml
from tests.stage.shop_stage import Stage

PHONE = "254700123456"
# For each kind of event: the name of its subject, and where the sandbox lists those, the newest first.
EVENT_SUBJECTS = {
    "payment": ("payment", "/payments", "payments"),
    "refund": ("refund", "/payments", "payments"),
    "order": ("order", "/shop/orders", "orders"),
}
# In the order in which one step does them.
ACTS = (
    "sells", "unsure", "held", "fault", "mended", "meta", "rasa", "actions", "stock", "prices", "product", "unheard",
    "customer", "tap", "sends",
    "message", "pays", "moves", "refunds", "gone", "person", "event", "wait", "repeats", "reordered", "released",
)  # fmt: skip
CHECKS = (
    "shop", "never", "bubbles", "choices", "cart", "orders", "calls", "ghala", "language", "intent", "picture", "note", "phone",
    "cases",
)  # fmt: skip
TONGUES = ("en", "sw", "mixed")
OUTCOMES = ("approve", "cancel", "fail", "timeout")


@dataclass(frozen=True)
class Dialogue:
    name: str
    file: str
    steps: list[dict[str, Any]]
    # What the customer speaks: one of TONGUES.
    tongue: str
    # Which way off the path it shows, or "happy"; the file's name where it does not say.
    kind: str = ""

    def __str__(self) -> str:
        return f"{self.file}: {self.name}"


def dialogues(folder: Path) -> Iterator[Dialogue]:
    """Raises ValueError for a step that does nothing known: a misspelt check must not pass in silence."""
    for file in sorted(folder.glob("*.yml")):
        for each in load_yaml(file):
            for step in each["steps"]:
                unknown = set(step) - {*ACTS, *CHECKS}
                if unknown:
                    raise ValueError(f"{file.name}: {each['dialogue']}: unknown {', '.join(sorted(unknown))}")
            tongue = each.get("in", "en")
            if tongue not in TONGUES:
                raise ValueError(f"{file.name}: {each['dialogue']}: nobody here speaks {tongue!r}")
            yield Dialogue(each["dialogue"], file.stem, each["steps"], tongue, each.get("kind", file.stem))


@dataclass
class Player:
    """Plays one dialogue on a stage; a failed check names the step and shows what came instead."""

    stage: Stage
    phone: str = PHONE
    seen: dict[str, int] = field(default_factory=dict)
    calls_before: int = 0
    events: int = 0

    def play(self, dialogue: Dialogue) -> None:
        self.calls_before = self.stage.ask("GET", "/calls", after=0)["seq"]
        for number, step in enumerate(dialogue.steps, 1):
            phone = str(step.get("phone", PHONE))
            self._do(step, phone)
            self._check(step, self._new_bubbles(phone), f"{dialogue}, step {number} {step}")

    def _do(self, step: dict[str, Any], phone: str) -> None:
        for act in ACTS:
            if act in step:
                getattr(self, f"_{act}")(step[act], phone)
        self.stage.settle()
        assert not self.stage.dialogue.unsure, f"nothing was understood in step {step}, so nothing could be in doubt"

    def _customer(self, text: str, phone: str) -> None:
        self.stage.ask("POST", f"/phone/{phone}/messages", {"text": self._filled(str(text), phone)})

    def _filled(self, text: str, phone: str) -> str:
        """With the numbers and codes that were drawn in this very playing."""
        if "{order" in text:
            with self.stage.shop.unit_of_work(read_only=True) as uow:
                numbers = [order.number for order in reversed(uow.orders.of(f"wa:{phone}"))]
            text = re.sub(r"\{order (\d+)\}", lambda found: numbers[int(found[1]) - 1], text)
            text = text.replace("{order}", numbers[-1] if numbers else "")
        if "{code}" in text:
            payments = self.stage.ask("GET", "/payments", phone=phone)["payments"]
            text = text.replace(
                "{code}", next(each["transaction_reference"] for each in payments if each["status"] == "success")
            )
        return text

    def _tap(self, label: str, phone: str) -> None:
        offered = [choice for bubble in self._bubbles(phone, after=0) for choice in bubble.get("choices") or ()]
        choice = next((each for each in reversed(offered) if each["title"] == label), None)
        assert choice, f"nothing offered is called {label!r}: {[each['title'] for each in offered]}"
        self.stage.ask("POST", f"/phone/{phone}/messages", {"reply_id": choice["id"], "title": label})

    def _sends(self, body: dict[str, Any], phone: str) -> None:
        self.stage.ask("POST", f"/phone/{phone}/messages", body)

    def _message(self, content: dict[str, Any], phone: str) -> None:
        self.events += 1
        moment = str(int(self.stage.clock().timestamp()))
        message = {"from": phone, "id": f"wamid.{phone}.{self.events}", "timestamp": moment, **content}
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "254700000000", "phone_number_id": "100000000000001"},
            "contacts": [{"profile": {"name": "Customer"}, "wa_id": phone}],
            "messages": [message],
        }
        change = {"field": "messages", "value": value}
        document = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}
        self.stage.store(read_webhook(document, json.dumps(document).encode(), self.stage.clock()))

    def _pays(self, how: str, phone: str) -> None:
        payments = self.stage.ask("GET", "/payments", phone=phone)["payments"]
        pending = next((each for each in payments if each["status"] == "pending"), None)
        assert pending, f"no payment is open: {payments}"
        if how in OUTCOMES:
            self.stage.ask("POST", f"/payments/{pending['id']}/{how}", {"pin": "1234"} if how == "approve" else {})
        else:
            self.stage.ask("POST", f"/payments/{pending['id']}/fail", {"reason": how})

    def _moves(self, move: str, phone: str) -> None:
        order = self.stage.ask("GET", "/shop/orders")["orders"][0]
        self.stage.ask("POST", f"/orders/{order['id']}/{move}", {})

    def _refunds(self, amount: int, phone: str) -> None:
        payments = self.stage.ask("GET", "/payments", phone=phone)["payments"]
        paid = next(each for each in payments if each["status"] == "success")
        self.events += 1
        path, key = f"/payments/{paid['id']}/refund", f"refund-{self.events}"
        self.stage.sandbox.ask_ghala("POST", path, {"amount": amount}, key).raise_for_status()

    def _gone(self, skus: list[str], phone: str) -> None:
        for sku in skus:
            self.stage.ask("PUT", f"/shop/products/{sku}", {"is_active": False})

    def _sells(self, goods: dict[str, list[Any]], phone: str) -> None:
        found = [Product(sku, name, Decimal(price), 100, "Goods") for sku, (name, price) in goods.items()]
        with self.stage.shop.unit_of_work() as uow:
            uow.products.replace_all(found, "")
            live_catalog.publish(uow.products.catalog())
            uow.commit()

    def _person(self, words: str, phone: str) -> None:
        with self.stage.shop.unit_of_work() as uow:
            case, now = uow.cases.open_of(f"wa:{phone}")[0], self.stage.clock()
            if words == "done":
                handoff.finish(uow, case, now)
            else:
                handoff.write(uow, case, words, words, now, timedelta(hours=1))
            uow.commit()

    def _unsure(self, intents: list[str], phone: str) -> None:
        self.stage.dialogue.unsure = list(intents)

    def _fault(self, fault: dict[str, Any], phone: str) -> None:
        self.stage.ask("POST", "/faults", fault)

    def _mended(self, _yes: bool, phone: str) -> None:
        self.stage.ask("DELETE", "/faults")

    def _meta(self, decides: str, phone: str) -> None:
        """A template's new status and name, or what holds for this phone."""
        if decides == "closes the window":
            self.stage.ask("POST", f"/phone/{phone}/window/close", {})
        elif decides == "no marketing":
            self.stage.ask("POST", f"/phone/{phone}/marketing", {"allowed": False})
        else:
            status, template = decides.split()
            self.stage.ask("PUT", f"/templates/{template}", {"status": status})

    def _rasa(self, state: str, phone: str) -> None:
        self.stage.dialogue.down = state == "down"

    def _actions(self, state: str, phone: str) -> None:
        self.stage.dialogue.actions.down = state == "down"

    def _wait(self, seconds: float, phone: str) -> None:
        self.stage.wait(seconds)

    def _stock(self, stock: dict[str, int], phone: str) -> None:
        """What others bought at Ghala meanwhile."""
        for sku, left in stock.items():
            self.stage.ask("PUT", f"/shop/products/{sku}", {"stock": left})

    def _prices(self, prices: dict[str, int], phone: str) -> None:
        for sku, price in prices.items():
            self.stage.ask("PUT", f"/shop/products/{sku}", {"price": price})

    def _product(self, changed: dict[str, dict[str, Any]], phone: str) -> None:
        for sku, facts in changed.items():
            self.stage.ask("PUT", f"/shop/products/{sku}", facts)

    def _unheard(self, _yes: bool, phone: str) -> None:
        """The webhooks that wait now are lost on the way."""
        self.stage.webhooks_seen = self.stage.ask("GET", "/webhooks", after=self.stage.webhooks_seen)["seq"]

    def _held(self, _yes: bool, phone: str) -> None:
        self.stage.held = []

    def _released(self, order: str, phone: str) -> None:
        self.stage.settle()
        self.stage.release(backwards=order == "backwards")

    def _event(self, wanted: dict[str, Any], phone: str) -> None:
        """As Ghala would send it, but with the facts of ``wanted``."""
        name = wanted["event"]
        subject, path, listed = EVENT_SUBJECTS[name.partition(".")[0]]
        newest = self.stage.ask("GET", path, phone=phone)[listed][0]
        facts = {**newest, **{field: value for field, value in wanted.items() if field != "event"}}
        self.events += 1
        event = {
            "id": f"evt_{self.events}",
            "event": name,
            "created_at": newest["created_at"],
            "data": {subject: facts},
        }
        raw = json.dumps(event).encode()
        self.stage.store([read_event(event, raw, self.stage.clock())])

    def _repeats(self, _yes: bool, phone: str) -> None:
        self.stage.deliver_again()

    def _reordered(self, texts: list[str], phone: str) -> None:
        self.stage.held = []
        for text in texts:
            self._customer(text, phone)
        self.stage.settle()
        self.stage.release(backwards=True)

    def _bubbles(self, phone: str, after: int) -> list[dict[str, Any]]:
        found = self.stage.ask("GET", f"/phone/{phone}/messages", after=after)
        return [each for each in found["messages"] if each["from"] == "shop"]

    def _new_bubbles(self, phone: str) -> list[dict[str, Any]]:
        """Statuses change a bubble's number too, so new ones are told by their ids."""
        bubbles = self._bubbles(phone, after=0)
        fresh = [each for each in bubbles if each["id"] not in self.seen]
        self.seen.update({each["id"]: 1 for each in fresh})
        return fresh

    def _check(self, step: dict[str, Any], bubbles: list[dict[str, Any]], where: str) -> None:
        told = "\n---\n".join(each["text"] for each in bubbles)
        for part in _listed(step.get("shop")):
            assert str(part) in told, f"{where}\nexpected {part!r} in:\n{told}"
        for part in _listed(step.get("never")):
            assert str(part) not in told, f"{where}\nunwanted {part!r} in:\n{told}"
        speaks = any(act in step for act in ("customer", "tap", "sends", "message"))
        if "bubbles" in step or speaks:
            expected = step.get("bubbles", 1)
            assert len(bubbles) == expected, f"{where}\nexpected {expected} bubbles, got {len(bubbles)}:\n{told}"
        if "choices" in step:
            offered = [choice["title"] for choice in (bubbles[-1].get("choices") or ())] if bubbles else []
            assert offered == step["choices"], f"{where}\nexpected choices {step['choices']}, got {offered}"
        if "picture" in step:
            shown = bubbles[-1].get("link", "") if bubbles else ""
            assert shown == step["picture"], f"{where}\nexpected picture {step['picture']!r}, got {shown!r}"
        self._check_records(step, where)

    def _check_records(self, step: dict[str, Any], where: str) -> None:
        conversation = f"wa:{step.get('phone', PHONE)}"
        with self.stage.shop.unit_of_work(read_only=True) as uow:
            if "cart" in step:
                cart = {line.sku: line.quantity for line in uow.carts.get(conversation).lines}
                assert cart == step["cart"], f"{where}\ncart is {cart}"
            if "orders" in step:
                orders = [_order_facts(uow, order) for order in uow.orders.of(conversation)]
                assert len(orders) == len(step["orders"]), f"{where}\norders are {orders}"
                for order, expected in zip(orders, step["orders"], strict=True):
                    got = {name: order.get(name) for name in expected}
                    assert got == expected, f"{where}\norder is {order}"
            if "cases" in step:
                cases = [_case_facts(case) for case in uow.cases.open_of(conversation)]
                assert len(cases) == len(step["cases"]), f"{where}\ncases are {cases}"
                for case, expected in zip(cases, step["cases"], strict=True):
                    got = {name: case.get(name) for name in expected}
                    assert got == expected, f"{where}\ncase is {case}"
            if "language" in step:
                customer = uow.customers.get(conversation)
                assert customer is not None, where
                assert customer.language == step["language"], f"{where}\ncustomer is {customer}"
            if "intent" in step:
                heard = self.stage.last_understood(uow)
                assert heard == step["intent"], f"{where}\nheard {heard}"
        if "calls" in step:
            calls = self._effects()
            assert calls == step["calls"], f"{where}\ncalls were {calls}"
        if "ghala" in step:
            living = self._at_ghala()
            got = {name: living[name] for name in step["ghala"]}
            assert got == step["ghala"], f"{where}\nat Ghala live {living}"

    def _at_ghala(self) -> dict[str, list[int]]:
        orders = self.stage.ask("GET", "/shop/orders")["orders"]
        payments = self.stage.ask("GET", "/payments")["payments"]
        return {
            "orders": [int(each["amount"]) for each in reversed(orders) if each["status"] != "cancelled"],
            "payments": [int(each["amount"]) for each in reversed(payments) if each["status"] != "failed"],
        }

    def _effects(self) -> list[str]:
        """Calls of Ghala that changed something there, with ids left out."""
        found = self.stage.ask("GET", "/calls", after=self.calls_before)["calls"]
        made = [
            each for each in found if each["target"] == "ghala" and each["method"] == "POST" and each["status"] < 300
        ]
        return [f"{each['method']} {_without_ids(each['path'])}" for each in made]


def _without_ids(path: str) -> str:
    return "/".join("*" if any(sign.isdigit() for sign in part) else part for part in path.split("/"))


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _order_facts(uow: Any, order: Any) -> dict[str, Any]:
    payments = uow.payments.of_order(order.id)
    return {
        "number": order.number,
        "status": order.status.value,
        "amount": int(order.amount),
        "delivery": int(order.delivery_fee),
        "address": order.address,
        "method": order.payment_method,
        "items": {line.sku: line.quantity for line in order.lines},
        "paid": sum(1 for each in payments if each.status.value == "success"),
        "prompts": len(payments),
        "receipt": uow.receipts.of_order(order.id) is not None,
        "flagged": bool(order.flag),
        "rating": order.rating,
        "word": order.rating_words,
        "refunded": int(order.refunded),
    }


def _case_facts(case: Case) -> dict[str, Any]:
    return {
        "kind": case.kind.value,
        "said": case.said,
        "order": case.order_number,
        "question": case.question,
        "pictures": len(case.pictures),
    }
