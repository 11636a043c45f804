"""Emptying the outbox: in order within a conversation, nothing twice, nothing lost."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from bot.messaging.backoff import pause_after
from bot.messaging.hands import Hands
from bot.services.ordering import Shop
from bot.services.ports import Customer, Messenger, OutboxEntry, SendLater, SendRefused, SendUnknown

logger = logging.getLogger(__name__)
LEASE_SECONDS = 6.0
GIVE_UP_AFTER = 30
LONGEST_PAUSE = 600.0
# Attempts after which a reply of unknown fate is no longer sent again: no status has told of the earlier ones.
SEND_AGAIN_UNTIL = 4
# How long a status webhook may take to tell that a message of unknown fate was sent after all.
WAIT_FOR_STATUS = timedelta(seconds=8)


@dataclass(frozen=True)
class Sender:
    shop: Shop
    messenger: Messenger
    hands: Hands

    def send_one(self) -> bool:
        """False when nothing was due."""
        with self.shop.unit_of_work(read_only=True) as uow:
            if not uow.outbox.any_due():
                return False
        with self.hands.take() as mark:
            return self._send_claimed(mark)

    def _send_claimed(self, mark: str) -> bool:
        with self.shop.unit_of_work() as uow:
            entry = uow.outbox.claim(mark, LEASE_SECONDS)
            if entry is None:
                return False
            customer = uow.customers.get(entry.conversation)
            uow.commit()
        if customer is None:
            self._settle(entry, dead="the customer of this conversation is not known")
        elif entry.attempts >= GIVE_UP_AFTER:
            self._settle(entry, dead="tried too often")
        elif entry.state == "sending" and not self.messenger.repeats_safely:
            # Its worker died while sending: first the status webhook gets time to tell.
            self._settle(entry, unknown="the worker stopped while sending")
        elif entry.state == "unknown" and not self.messenger.repeats_safely and entry.attempts >= SEND_AGAIN_UNTIL:
            self._settle(entry, dead="no status came; it may or may not have arrived")
        else:
            self._send(entry, customer)
        return True

    def _send(self, entry: OutboxEntry, customer: Customer) -> None:
        try:
            sent = self.messenger.send(customer, entry.reply, entry.key)
        except SendUnknown as error:
            self._settle(entry, unknown=str(error))
        except SendLater as error:
            self._later(entry, error)
        except SendRefused as error:
            self._settle(entry, dead=f"{error.code}: {error}")
        else:
            with self.shop.unit_of_work() as uow:
                uow.outbox.mark_sent(entry.id, sent.provider_message_id)
                uow.commit()

    def _later(self, entry: OutboxEntry, error: SendLater) -> None:
        if entry.attempts + 1 >= GIVE_UP_AFTER:
            self._settle(entry, dead=str(error))
            return
        # The provider's own pause, longer with every refusal in a row: its rate limits ask for that.
        pause = pause_after(entry.attempts + 1, error.seconds or 0.5, LONGEST_PAUSE)
        with self.shop.unit_of_work() as uow:
            uow.outbox.put_back(entry.id, self.shop.clock() + pause, str(error))
            uow.commit()

    def _settle(self, entry: OutboxEntry, unknown: str = "", dead: str = "") -> None:
        logger.warning("reply %s: %s", entry.key, unknown or f"not sent: {dead}")
        with self.shop.unit_of_work() as uow:
            if dead:
                uow.outbox.bury(entry.id, dead)
            else:
                uow.outbox.mark_unknown(entry.id, unknown, self.shop.clock() + WAIT_FOR_STATUS)
            uow.commit()
