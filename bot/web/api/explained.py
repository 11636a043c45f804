"""Why a message was read as it was, made when somebody asks: no turn carries it."""

from __future__ import annotations

from bot.commerce.catalog import Catalog
from bot.nlu.words.packs import BrokenPack
from bot.services.ports import Json
from bot.web.gateway import Gateway

FELL_BACK = "nlu_fallback"


async def explained(gateway: Gateway, understood: Json) -> Json | None:
    """The words of a turn read once more, with the words and the catalog of this moment; None where no words were read, as of a
    choice or a picture. ``problem`` alone where the words themselves cannot be read."""
    ranking = [str(each.get("name")) for each in understood.get("intent_ranking") or ()]
    text = str(understood.get("text") or "")
    # A choice of ours is ranked alone.
    if len(ranking) < 2 or not text:
        return None
    catalog = await gateway.read(lambda uow: uow.products.catalog())
    # Where the shop asked again, its lines were read under what it would have taken the message for.
    intent = next(name for name in ranking if name != FELL_BACK)
    return await gateway.in_thread(lambda: _explained(text, catalog, intent, understood.get("details")))


def _explained(text: str, catalog: Catalog, intent: str, details: Json | None) -> Json:
    try:
        # Readers take their words into memory when they are imported, which nobody needs who never asks.
        from bot.nlu.explain import explain
    except BrokenPack as broken:
        return {"problem": str(broken)}
    return explain(text, catalog, intent, details).as_dict()
