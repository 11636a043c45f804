"""What Meta allows in an interactive message: reply buttons, lists, links, a question for the place, products."""

from __future__ import annotations

from collections.abc import Callable

from bot.sandbox.http import Document
from bot.sandbox.meta import limits, media
from bot.sandbox.meta.limits import BAD_VALUE, INVALID, MessageProblem

WHERE = "interactive"
ACTION = "interactive['action']"
PRODUCTS = 30


def check(content: Document) -> None:
    """Raises MessageProblem."""
    limits.only(content, WHERE, ("type", "header", "body", "footer", "action"))
    kind = limits.one_of(content, "type", WHERE, tuple(_ACTIONS))
    _check_frame(content, kind)
    _ACTIONS[kind](limits.mapping(content, "action", WHERE))


def _check_frame(content: Document, kind: str) -> None:
    if kind != "product" or "body" in content:
        body = limits.mapping(content, "body", WHERE)
        limits.words(body, "text", f"{WHERE}['body']", limits.BODY)
    if "footer" in content:
        limits.words(limits.mapping(content, "footer", WHERE), "text", f"{WHERE}['footer']", limits.FOOTER)
    if "header" in content:
        _check_header(limits.mapping(content, "header", WHERE), kind)
    elif kind == "product_list":
        raise limits.missing(f"{WHERE}['header']")


def _check_header(header: Document, kind: str) -> None:
    where = f"{WHERE}['header']"
    if kind in ("product", "location_request_message", "catalog_message"):
        raise MessageProblem(INVALID, where, f"A {kind} message has no header.")
    allowed = ("text",) if kind in ("list", "product_list") else ("text", "image", "video", "document")
    header_kind = limits.one_of(header, "type", where, allowed)
    if header_kind == "text":
        limits.words(header, "text", where, limits.HEADER)
    else:
        media.check(limits.mapping(header, header_kind, where), f"{where}['{header_kind}']", ())


def _check_buttons(action: Document) -> None:
    limits.only(action, ACTION, ("buttons",))
    where = f"{ACTION}['buttons']"
    ids, titles = [], []
    for position, button in enumerate(limits.sequence(action, "buttons", ACTION, 1, limits.BUTTONS)):
        place = f"{where}[{position}]"
        limits.one_of(limits.entry(button, place), "type", place, ("reply",))
        reply = limits.mapping(button, "reply", place)
        limits.only(reply, f"{place}['reply']", ("id", "title"))
        ids.append(limits.identity(reply, "id", f"{place}['reply']", limits.BUTTON_ID))
        titles.append(limits.words(reply, "title", f"{place}['reply']", limits.BUTTON_TITLE))
    limits.different(ids, f"{where} ids")
    limits.different(titles, f"{where} titles")


def _check_list(action: Document) -> None:
    limits.only(action, ACTION, ("button", "sections"))
    limits.words(action, "button", ACTION, limits.LIST_LABEL)
    sections = limits.sequence(action, "sections", ACTION, 1, limits.SECTIONS)
    where = f"{ACTION}['sections']"
    ids: list[str] = []
    for position, section in enumerate(sections):
        ids += _row_ids(limits.entry(section, f"{where}[{position}]"), f"{where}[{position}]", len(sections) > 1)
    if len(ids) > limits.ROWS:
        total = f"Total row count exceed max allowed count: {limits.ROWS}, the list has {len(ids)}."
        raise MessageProblem(BAD_VALUE, where, total)
    limits.different(ids, f"{where} row ids")


def _row_ids(section: Document, where: str, titled: bool) -> list[str]:
    limits.only(section, where, ("title", "rows"))
    if titled:
        limits.words(section, "title", where, limits.SECTION_TITLE)
    limits.optional_words(section, "title", where, limits.SECTION_TITLE)
    ids = []
    # The limit of ten holds for all sections together, so that a longer section is counted here and refused above.
    for position, row in enumerate(limits.sequence(section, "rows", where, 1, 10_000)):
        place = f"{where}['rows'][{position}]"
        limits.only(limits.entry(row, place), place, ("id", "title", "description"))
        ids.append(limits.identity(row, "id", place, limits.ROW_ID))
        limits.words(row, "title", place, limits.ROW_TITLE)
        limits.optional_words(row, "description", place, limits.ROW_DESCRIPTION)
    return ids


def _check_link(action: Document) -> None:
    limits.one_of(action, "name", ACTION, ("cta_url",))
    parameters = limits.mapping(action, "parameters", ACTION)
    limits.words(parameters, "display_text", f"{ACTION}['parameters']", limits.LINK_TEXT)
    limits.link(parameters, "url", f"{ACTION}['parameters']")


def _check_named(name: str) -> Callable[[Document], None]:
    def check_action(action: Document) -> None:
        limits.one_of(action, "name", ACTION, (name,))

    return check_action


def _check_product(action: Document) -> None:
    limits.words(action, "catalog_id", ACTION, 64)
    limits.words(action, "product_retailer_id", ACTION, 100)


def _check_products(action: Document) -> None:
    limits.words(action, "catalog_id", ACTION, 64)
    products = 0
    for position, section in enumerate(limits.sequence(action, "sections", ACTION, 1, limits.SECTIONS)):
        where = f"{ACTION}['sections'][{position}]"
        limits.words(limits.entry(section, where), "title", where, limits.SECTION_TITLE)
        for place, item in enumerate(limits.sequence(section, "product_items", where, 1, PRODUCTS)):
            spot = f"{where}['product_items'][{place}]"
            limits.words(limits.entry(item, spot), "product_retailer_id", spot, 100)
            products += 1
    if products > PRODUCTS:
        raise MessageProblem(BAD_VALUE, ACTION, f"At most {PRODUCTS} products, the message has {products}.")


_ACTIONS: dict[str, Callable[[Document], None]] = {
    "button": _check_buttons,
    "list": _check_list,
    "cta_url": _check_link,
    "location_request_message": _check_named("send_location"),
    "request_contact_info": _check_named("request_contact_info"),
    "catalog_message": _check_named("catalog_message"),
    "product": _check_product,
    "product_list": _check_products,
}
