"""What became of messages after they were sent: many status webhooks in one transaction."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from bot.commerce.cases import CaseKind
from bot.services import consent
from bot.services.cases import open_case
from bot.services.ordering import Shop
from bot.services.ports import InboxEntry, Json, UnitOfWork

logger = logging.getLogger(__name__)
TOGETHER = 100
WINDOW_CLOSED, STOPPED_OFFERS = frozenset({131047}), frozenset({131050})
# What Meta says, after it took a message, of a picture or a file in it that it cannot fetch, take in or send.
FILE_WRONG = frozenset({100, 131009, 131051, 131052, 131053})
# Templates that tell of money, in whatever words they left; the first thing they name is the order.
OF_MONEY = frozenset({"payment_receipt", "payment_review", "refund_notice"})


@dataclass(frozen=True)
class StatusKeeper:
    """A sent message brings three statuses; each by itself would cost as much as a turn's own transactions."""

    shop: Shop

    def work_all(self) -> bool:
        """Records what waits, at most TOGETHER; False when nothing did. Done again it changes nothing."""
        with self.shop.unit_of_work(read_only=True) as uow:
            if not uow.inbox.any_statuses():
                return False
        with self.shop.unit_of_work() as uow:
            entries = uow.inbox.statuses(TOGETHER)
            # All workers lock the replies in the same order, so that none waits for one that waits for it.
            for entry in sorted(entries, key=lambda each: str(each.body["status"]["id"])):
                _record(uow, self.shop, entry)
            uow.inbox.finish(entries, None)
            uow.commit()
        return bool(entries)


@dataclass(frozen=True)
class _Status:
    """``codes`` are Meta's numbers of what went wrong, ``why`` says it in its words; ``key`` is ours."""

    message_id: str
    word: str
    key: str
    codes: frozenset[Any]
    why: str

    @classmethod
    def of(cls, status: Json) -> _Status:
        found = status.get("errors")
        errors = [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
        return cls(
            str(status["id"]),
            str(status["status"]),
            str(status.get("biz_opaque_callback_data") or ""),
            frozenset(each.get("code") for each in errors),
            "; ".join(f"{each.get('code')} {each.get('title') or each.get('message') or ''}" for each in errors),
        )

    def failed_by(self, codes: frozenset[int]) -> bool:
        return self.word == "failed" and bool(codes & self.codes)


def _record(uow: UnitOfWork, shop: Shop, entry: InboxEntry) -> None:
    status = _Status.of(entry.body["status"])
    key, message_id, why = status.key, status.message_id, status.why
    if status.failed_by(STOPPED_OFFERS):
        consent.answer_offers(uow, entry.conversation, False, message_id, why, how="whatsapp")
    if status.failed_by(WINDOW_CLOSED) and uow.outbox.retry_as_template(key, message_id, why):
        logger.info("message %s: WhatsApp says that the window is closed; a template is the one try left", message_id)
        return
    uow.outbox.record_delivery(message_id, key, status.word, why)
    if status.failed_by(FILE_WRONG):
        _say_in_words(uow, key, message_id)
    elif status.word == "failed":
        _call_where_money_is_told(uow, shop, entry.conversation, status)


def _call_where_money_is_told(uow: UnitOfWork, shop: Shop, conversation: str, status: _Status) -> None:
    """Word of money that never arrived is a person's to bring. Once a message: told again, the case stands already."""
    entry = uow.outbox.sent(status.key, status.message_id)
    template = entry.reply.template if entry else None
    said_before = f"undelivered:{status.message_id}"[:300]
    if template is None or template.name not in OF_MONEY or uow.answers.get(said_before) is not None:
        return
    uow.answers.put(said_before, {"why": status.why})
    order, why = template.parameters[0], f"WhatsApp could not deliver {template.name}: {status.why}"
    open_case(uow, conversation, CaseKind.MONEY, why, shop.clock(), order, shop.owner)


def _say_in_words(uow: UnitOfWork, key: str, message_id: str) -> None:
    """Once: of what has no picture and no file nothing could be left out."""
    entry = uow.outbox.sent(key, message_id)
    if entry is not None and entry.reply.in_words != entry.reply:
        logger.warning("reply %s: WhatsApp could not deliver its file, its words go alone", entry.id)
        uow.outbox.put(f"{entry.key}/words", entry.conversation, entry.reply.in_words)
