"""A receipt as a PDF of one narrow page, for keeping and for printing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from fpdf import FPDF

from bot.commerce import money
from bot.commerce.json_fields import moment
from bot.commerce.payments import METHOD_NAMES
from bot.commerce.receipts import Receipt, in_nairobi, is_fetched
from bot.services.ports import Json
from bot.web.html import TEMPLATES
from bot.web.receipts.pdf_fonts import Lettering
from bot.yaml_file import load_yaml

WORDS: dict[str, dict[str, str]] = load_yaml(TEMPLATES / "receipt_words.yml")
# Millimetres: A5, which phones show without zooming and printers know.
FORMAT, MARGIN, LINE = (148, 210), 14, 6.5
QUANTITY, PRICE, AMOUNT = 12, 27, 27
GREEN, INK, QUIET, RULE, PALE = (11, 122, 67), (22, 33, 27), (91, 107, 98), (217, 224, 218), (238, 246, 241)


def receipt_pdf(receipt: Receipt, language: str, shop: str, support_phone: str, link: str) -> bytes:
    """``language`` is en or sw. What stands on it is what was hashed, so it says the same each time."""
    return bytes(_Page(receipt, language, shop, support_phone, link).drawn().output())


class _Page:
    def __init__(self, receipt: Receipt, language: str, shop: str, support_phone: str, link: str) -> None:
        self.facts = cast(Json, receipt.facts)
        self.words, self.methods = WORDS[language], METHOD_NAMES[language]
        self.shop, self.support_phone, self.link = shop, support_phone, link
        self.pdf = FPDF(format=FORMAT)
        self.pdf.set_margin(MARGIN)
        self.pdf.set_auto_page_break(True, MARGIN)
        # The same receipt is the same file, byte for byte.
        self.pdf.set_creation_date(moment(self.facts["paid_at"]))
        self.pdf.set_title(f"{self.words['title']} {receipt.number} – {shop}")
        names = (item["name"] for item in self.facts["items"])
        self.lettering = Lettering(self.pdf, (shop, support_phone, *self.words.values(), *names))
        self.width = self.pdf.w - 2 * MARGIN

    def drawn(self) -> FPDF:
        self.pdf.add_page()
        self._head()
        self._about()
        self._lines()
        self._total()
        self._foot()
        return self.pdf

    def _head(self) -> None:
        self.pdf.set_fill_color(*GREEN)
        self.pdf.rect(0, 0, self.pdf.w, 30, style="F")
        self.pdf.set_y(8)
        self._text(self.shop, 20, (255, 255, 255), bold=True, height=9)
        self._text(self.words["title"], 11, (255, 255, 255))
        self.pdf.set_y(37)

    def _about(self) -> None:
        facts = self.facts
        shown = {
            "number": facts["receipt"],
            "order": facts["order"],
            "paid": in_nairobi(moment(facts["paid_at"])),
            "method": self.methods.get(facts["method"], facts["method"]),
            "code": facts["reference"],
        }
        for name, value in shown.items():
            if value:
                label = self.words[name].replace("{method}", shown["method"])
                self._row([(label, 40, "L", QUIET, False), (value, self.width - 40, "L", INK, True)])
        self.pdf.ln(4)

    def _lines(self) -> None:
        item = self.width - QUANTITY - PRICE - AMOUNT
        columns = (("item", item, "L"), ("quantity", QUANTITY, "R"), ("price", PRICE, "R"), ("amount", AMOUNT, "R"))
        self.pdf.set_fill_color(*PALE)
        self._row([(self.words[name], width, align, QUIET, False) for name, width, align in columns], fill=True)
        for line in self.facts["items"]:
            name, *more = self._broken(line["name"], item)
            values = (name, line["quantity"], _amount(line["unit_price"]), _amount(line["total"]))
            self._row([(value, *column[1:], INK, False) for value, column in zip(values, columns, strict=True)])
            for part in more:
                self._row([(part, item, "L", INK, False)], height=5)
            self._rule()
        fee = "" if is_fetched(self.facts) else _amount(self.facts["delivery_fee"])
        label = self.words["delivery" if fee else "fetched"]
        self._row([(label, self.width - AMOUNT, "L", INK, False), (fee, AMOUNT, "R", INK, False)])

    def _total(self) -> None:
        self.pdf.ln(2)
        self.pdf.set_fill_color(*GREEN)
        white, wide = (255, 255, 255), AMOUNT + PRICE
        cells = [
            (f"  {self.words['total']}", self.width - wide, "L", white, True),
            (f"{_amount(self.facts['amount'])}  ", wide, "R", white, True),
        ]
        self._row(cells, height=10, size=12, fill=True)
        self.pdf.ln(7)

    def _foot(self) -> None:
        self._text(self.words["thanks"], 10, INK)
        self._text(f"{self.shop} · {self.support_phone}", 9, QUIET)
        self.pdf.ln(2)
        self._text(f"{self.words['verify']}:", 8, QUIET, height=4.5)
        self.pdf.set_text_color(*GREEN)
        self.pdf.set_font(self.lettering.family, size=7)
        self.pdf.multi_cell(
            self.width, 4, self.lettering.printable(self.link), align="L", link=self.link, new_x="LMARGIN", new_y="NEXT"
        )

    def _text(
        self, text: str, size: int, colour: tuple[int, int, int], bold: bool = False, height: float = LINE
    ) -> None:
        self.pdf.set_font(self.lettering.family, "B" if bold else "", size)
        self.pdf.set_text_color(*colour)
        self.pdf.cell(self.width, height, self.lettering.printable(text), new_x="LMARGIN", new_y="NEXT")

    def _row(self, cells: list[Any], height: float = LINE, size: int = 10, fill: bool = False) -> None:
        """``cells`` are (text, width, L or R, colour, bold); a text too wide for its cell ends in dots."""
        for text, width, align, colour, bold in cells:
            self.pdf.set_font(self.lettering.family, "B" if bold else "", size)
            self.pdf.set_text_color(*colour)
            self.pdf.cell(width, height, self._fitting(self.lettering.printable(text), width), align=align, fill=fill)
        self.pdf.ln(height)

    def _broken(self, text: str, width: float) -> list[str]:
        """Over as many rows as it needs, broken between words."""
        self.pdf.set_font(self.lettering.family, size=10)
        rows = [""]
        for word in self.lettering.printable(text).split():
            longer = f"{rows[-1]} {word}".strip()
            if rows[-1] and self.pdf.get_string_width(longer) > width - 2 * self.pdf.c_margin:
                rows.append(word)
            else:
                rows[-1] = longer
        return rows

    def _fitting(self, text: str, width: float) -> str:
        room = width - 2 * self.pdf.c_margin
        if self.pdf.get_string_width(text) <= room:
            return text
        while text and self.pdf.get_string_width(f"{text}...") > room:
            text = text[:-1]
        return f"{text}..."

    def _rule(self) -> None:
        self.pdf.set_draw_color(*RULE)
        self.pdf.line(MARGIN, self.pdf.get_y(), self.pdf.w - MARGIN, self.pdf.get_y())


def _amount(written: str) -> str:
    return money.words(Decimal(written))
