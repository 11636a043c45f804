"""Which font a PDF is written in, and how text is put into the signs that it has."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import TTFFont

PLAIN = {0x2013: "-", 0x2014: "-", 0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'}
STANDARD, WIDE = "helvetica", "dejavu"
STYLES = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}


class Lettering:
    """The standard font of every PDF reader where its Latin-1 has all signs of ``texts``; else DejaVu Sans, whose letters
    go into the file (14 kB and a tenth of a second more): Gikuyu and Kamba names need its ĩ and ũ."""

    def __init__(self, pdf: FPDF, texts: Iterable[str]) -> None:
        self.family, self.signs = STANDARD, frozenset(range(256))
        if all(ord(sign) in self.signs for text in texts for sign in text.translate(PLAIN)):
            return
        self.family = WIDE
        for style, file in STYLES.items():
            pdf.add_font(WIDE, style, dejavu() / file)
        known = (font.cmap for font in pdf.fonts.values() if isinstance(font, TTFFont))
        self.signs = frozenset.intersection(*(frozenset(each) for each in known))

    def printable(self, text: object) -> str:
        """Signs that the font lacks lose their accents, or stand as ``?``; pictures are left out."""
        told = str(text).translate(PLAIN) if self.family == STANDARD else str(text)
        return "".join(map(self._sign, told))

    def _sign(self, sign: str) -> str:
        if ord(sign) in self.signs:
            return sign
        base = "".join(each for each in unicodedata.normalize("NFKD", sign) if ord(each) in self.signs)
        return base or ("" if unicodedata.category(sign)[0] in "SCM" else "?")


def dejavu() -> Path:
    """The folder of the DejaVu fonts: matplotlib, which Rasa brings, comes with them. It is not imported for that."""
    found = find_spec("matplotlib")
    if found is None or found.origin is None:
        raise FileNotFoundError("the fonts of matplotlib, which requirements.txt pins, are not installed")
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
