"""Emptying the outbox: in order within a conversation, nothing twice, nothing lost, nothing that is not allowed."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.commerce.contact import morning_after
from bot.messaging.backoff import pause_after
from bot.messaging.claims import Claims
from bot.messaging.message_forms import Form, form_of
from bot.services import consent
from bot.services.ordering import Shop
from bot.services.ports import (
    AS_TEMPLATE,
    Customer,
    Messenger,
    OutboxEntry,
    Reader,
    SendLater,
    SendRefused,
    SendUnknown,
)

logger = logging.getLogger(__name__)
LEASE_SECONDS = 6.0
GIVE_UP_AFTER = 30
LONGEST_PAUSE = 600.0
# A reply that so many tries may have sent is not sent again: no status has told of any of them.
SEND_AGAIN_UNTIL = 4
# How long a status webhook may take to tell that a message of unknown fate was sent after all.
WAIT_FOR_STATUS = timedelta(seconds=8)
# Meta's codes.
WINDOW_CLOSED, STOPPED_OFFERS, TOO_MANY_OFFERS = 131047, 131050, 131049
# What is wrong with a template, not with the message: unknown, not approved, other places, paused, disabled.
TEMPLATE_WRONG = range(132000, 132100)


@dataclass(frozen=True)
class Sender:
    shop: Shop
    messenger: Messenger
    claims: Claims

    def send_one(self) -> bool:
        """False when nothing was due."""
        with self.shop.unit_of_work(read_only=True) as uow:
            if not uow.outbox.any_due():
                return False
        with self.claims.take() as mark:
            return self._send_claimed(mark)

    def _send_claimed(self, mark: str) -> bool:
        with self.shop.unit_of_work() as uow:
            entry = uow.outbox.claim(mark, LEASE_SECONDS)
            if entry is None:
                return False
            customer, waiting = uow.customers.get(entry.conversation), uow.inbox.waiting_texts(entry.conversation)
            uow.commit()
        customer = _as_it_is_now(self.shop.reader, customer, waiting)
        if customer is None:
            self._settle(entry, dead="the customer of this conversation is not known")
        elif entry.attempts >= GIVE_UP_AFTER:
            self._settle(entry, dead="tried too often")
        elif entry.state == "sending" and not self.messenger.repeats_safely:
            # Its worker died while sending: first the status webhook gets time to tell.
            self._settle(entry, unknown="the worker stopped while sending")
        elif entry.state == "unknown" and not self.messenger.repeats_safely and entry.unknowns >= SEND_AGAIN_UNTIL:
            self._settle(entry, dead="no status came; it may or may not have arrived")
        else:
            self._send(entry, customer)
        return True

    def _send(self, entry: OutboxEntry, customer: Customer) -> None:
        form = form_of(entry.reply, customer, self.shop.clock(), entry.refused_free)
        if form.name in ("words", "template"):
            self._try(entry, customer, as_template=form.name == "template")
        else:
            self._do_not_send(entry, form)

    def _try(self, entry: OutboxEntry, customer: Customer, as_template: bool) -> None:
        message = entry.reply.template if as_template and entry.reply.template else entry.reply
        key = entry.key + AS_TEMPLATE if as_template else entry.key
        try:
            sent = self.messenger.send(customer, message, key)
        except SendUnknown as error:
            self._settle(entry, unknown=str(error))
        except SendLater as error:
            self._later(entry, error)
        except SendRefused as error:
            self._refused(entry, customer, error, as_template)
        else:
            with self.shop.unit_of_work() as uow:
                uow.outbox.mark_sent(entry.id, sent.provider_message_id)
                uow.commit()

    def _refused(self, entry: OutboxEntry, customer: Customer, error: SendRefused, as_template: bool) -> None:
        why = f"{error.code}: {error}"
        closed = error.code == WINDOW_CLOSED
        if as_template:
            self._template_refused(entry, error.code, why)
        elif closed or entry.reply.template is not None:
            # A closed window can come back under other codes too. The one try as a template follows; never a third.
            with self.shop.unit_of_work() as uow:
                uow.outbox.note_refused_free(entry.id, why)
                uow.commit()
            form = form_of(entry.reply, customer, self.shop.clock(), refused_free=True)
            if form.name == "template":
                self._try(entry, customer, as_template=True)
            elif closed:
                self._do_not_send(entry, form)
            else:
                self._settle(entry, dead=why)
        else:
            self._settle(entry, dead=why)

    def _template_refused(self, entry: OutboxEntry, code: int, why: str) -> None:
        if code in (STOPPED_OFFERS, TOO_MANY_OFFERS):
            self._withhold_offer(entry, code, why)
        elif code == WINDOW_CLOSED or code in TEMPLATE_WRONG:
            logger.error("template for reply %s refused, the shop's owner must look at it: %s", entry.id, why)
            reminder = entry.reply.purpose == "reminder"
            self._do_not_send(entry, Form("withheld" if reminder else "kept", why))
        else:
            self._settle(entry, dead=why)

    def _withhold_offer(self, entry: OutboxEntry, code: int, why: str) -> None:
        """The customer, or WhatsApp for them, wants no more marketing."""
        with self.shop.unit_of_work() as uow:
            if code == STOPPED_OFFERS:
                consent.answer_offers(uow, entry.conversation, False, entry.key, why, how="whatsapp")
            uow.outbox.withhold(entry.id, why)
            uow.commit()

    def _do_not_send(self, entry: OutboxEntry, form: Form) -> None:
        logger.info("reply %s is %s: %s", entry.id, form.name, form.why)
        if form.name == "morning":
            self._put_back(entry, morning_after(self.shop.clock()), form.why)
            return
        with self.shop.unit_of_work() as uow:
            if form.name == "kept":
                uow.outbox.keep(entry.id, form.why)
            else:
                uow.outbox.withhold(entry.id, form.why)
            uow.commit()

    def _later(self, entry: OutboxEntry, error: SendLater) -> None:
        if entry.attempts + 1 >= GIVE_UP_AFTER:
            self._settle(entry, dead=str(error))
            return
        # The provider's own pause, longer with every refusal in a row: its rate limits ask for that.
        pause = pause_after(entry.attempts + 1, error.seconds or 0.5, LONGEST_PAUSE)
        self._put_back(entry, self.shop.clock() + pause, str(error))

    def _put_back(self, entry: OutboxEntry, due_at: datetime, why: str) -> None:
        with self.shop.unit_of_work() as uow:
            uow.outbox.put_back(entry.id, due_at, why)
            uow.commit()

    def _settle(self, entry: OutboxEntry, unknown: str = "", dead: str = "") -> None:
        logger.warning("reply %s: %s", entry.id, unknown or f"not sent: {dead}")
        with self.shop.unit_of_work() as uow:
            if dead:
                uow.outbox.bury(entry.id, dead)
            else:
                uow.outbox.mark_unknown(entry.id, unknown, self.shop.clock() + WAIT_FOR_STATUS)
            uow.commit()


def _as_it_is_now(reader: Reader, customer: Customer | None, waiting: Sequence[str]) -> Customer | None:
    """The customer, stopped also by a STOP that has come in and still waits to be worked."""
    if customer is not None and any(reader.is_stop(text) for text in waiting):
        return replace(customer, opted_out=True)
    return customer
