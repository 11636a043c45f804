"""One topic in one language as an SVG: a lane for each rule, and arrows from buttons to the lanes they lead to."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.workshop.story.arrows import Arrow, drawn
from bot.workshop.story.ink import box, cut, cut_code, lines_at, link, text_at, wrapped
from bot.workshop.story.topic import Act, Bubble, Button, Heard, Lane, Leads, Topic

HEAD = 46.0
PAD = 16.0
GAP = 12.0
BUTTON = 42.0
ROW = 32.0
# Lines of a bubble: of one among few, and of one among many.
LONGEST_TEXT = 5
SHORT_TEXT = 3
FEW = 6
HUES = 8


@dataclass(frozen=True)
class Column:
    x: float
    width: float


@dataclass(frozen=True)
class Sheet:
    """Where things stand, in SVG units. ``stacked`` puts everything of a lane below each other."""

    width: float
    gutter: float
    heard: Column
    acts: Column
    plain: Column
    choices: Column
    stacked: bool = False

    @property
    def edge(self) -> float:
        """The right edge of the lanes."""
        return self.width - self.gutter


LAPTOP = Sheet(1240, 92, Column(24, 232), Column(296, 208), Column(544, 282), Column(842, 282))
FULL = Column(14, 308)
PHONE = Sheet(374, 40, FULL, FULL, FULL, FULL, stacked=True)


@dataclass
class Drawing:
    """``shown`` are the responses that stand in the picture already: a second time their first line is enough."""

    topic: Topic
    language: str
    sheet: Sheet
    parts: list[str] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)
    heads: dict[int, float] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)

    def svg(self) -> str:
        y = 4.0
        for lane in self.topic.lanes:
            y = self._lane(lane, y) + 18
        known = [arrow for arrow in self.arrows if arrow.lane in self.heads]
        lines = drawn(known, self.heads, self.sheet.edge, self.sheet.width - 6)
        label = html.escape(f"{self.topic.name}: {self.topic.about}")
        return (
            f'<svg viewBox="0 0 {self.sheet.width:g} {y:g}" role="img" aria-label="{label}">'
            f"{''.join(self.parts)}{lines}</svg>"
        )

    def _lane(self, lane: Lane, top: float) -> float:
        """Its lower edge. The card is drawn below what stands on it, once its height is known."""
        place = len(self.parts)
        self.heads[lane.number] = top + HEAD / 2
        head = self._head(lane, top)
        body = top + HEAD + 10
        bottom = self._stacked(lane, body) if self.sheet.stacked else self._side_by_side(lane, body)
        if lane.then:
            says = wrapped(f"↓ {lane.then}", self.sheet.edge - 2 * PAD - 16, 12.5, 2)
            self.parts.append(lines_at(PAD + 8, bottom + 14, says, "then", 16))
            bottom += 6 + 16 * len(says)
        bottom += 10
        card = box(4, top, self.sheet.edge - 4, bottom - top, "lane", 14)
        self.parts.insert(place, card + head)
        return bottom

    def _head(self, lane: Lane, top: float) -> str:
        hue = hue_of(lane.number)
        room = self.sheet.edge - 70 if self.sheet.stacked else self.sheet.edge - 360
        mark = f'<circle cx="30" cy="{top + 23:g}" r="13" class="badge {hue}"></circle>'
        words = wrapped(lane.title, room, 17, 2)
        title = lines_at(52, top + (28 if len(words) == 1 else 20), words, "title", 18)
        number = text_at(30, top + 28, str(lane.number), "number", "middle")
        place = "" if self.sheet.stacked else text_at(self.sheet.edge - 18, top + 27, lane.place, "place", "end")
        return f'<g id="{self._anchor(lane.number)}">{mark}{number}{title}{place}</g>'

    def _anchor(self, number: int) -> str:
        return f"{'phone' if self.sheet.stacked else 'laptop'}-{self.language}-{number}"

    def _side_by_side(self, lane: Lane, top: float) -> float:
        column, bottom, y = self.sheet.acts, self._heard(lane, top), top
        before = 0.0
        for act in lane.acts:
            end = self._act(act, y)
            if before:
                self._line(column.x + column.width / 2, before, column.x + column.width / 2, y, down=True)
            else:
                self._line(self.sheet.heard.x + self.sheet.heard.width, y + ROW / 2, column.x, y + ROW / 2)
            if act.bubbles:
                beside, said = self._said(act.bubbles, y)
                self._line(column.x + column.width, y + ROW / 2, beside - 2, y + ROW / 2)
                bottom = max(bottom, said)
            bottom = max(bottom, end)
            # A step that says nothing stands right below; one that speaks needs room for its bubbles.
            following = lane.acts[lane.acts.index(act) + 1 :]
            before, y = end, (bottom if following and following[0].bubbles else end) + 22
        return bottom

    def _stacked(self, lane: Lane, top: float) -> float:
        middle = self.sheet.acts.x + 22
        y = self._heard(lane, top)
        for act in lane.acts:
            self._line(middle, y, middle, y + 18, down=True)
            y = self._act(act, y + 18)
            if act.bubbles:
                self._line(middle, y, middle, y + GAP)
                fresh, known = self._fresh(act.bubbles)
                for bubble in fresh:
                    y = self._bubble(bubble, self.sheet.plain, y + GAP, _most(act.bubbles))
                if known:
                    y = self._mentioned(known, self.sheet.plain, y + GAP)
        return y + 6

    def _heard(self, lane: Lane, top: float) -> float:
        column, y = self.sheet.heard, top
        for words in lane.conditions:
            lines = wrapped(words, column.width - 24, 12.5, 2)
            height = 12 + 16 * len(lines)
            self.parts.append(box(column.x, y, column.width, height, "condition", height / 2 if height < 32 else 10))
            self.parts.append(lines_at(column.x + 12, y + 19, lines, "small condition-words", 16))
            y += height + 8
        for heard in lane.heard:
            y = self._heard_one(heard, column, y) + 8
        return y - 8 if y > top else top + 8

    def _heard_one(self, heard: Heard, column: Column, top: float) -> float:
        outside = heard.intent.startswith("EXTERNAL_")
        examples = heard.examples or (("never typed: an event, or a message without words",) if outside else ())
        said = [wrapped(each, column.width - 34, 13.5, 2) for each in examples]
        height = 34 + sum(19 * len(lines) + 3 for lines in said)
        self.parts.append(box(column.x, top, column.width, height, "event" if outside else "customer", 12))
        self.parts.append(text_at(column.x + 14, top + 21, cut_code(heard.intent, column.width - 28, 11.5), "intent"))
        y = top + 43
        for lines in said:
            self.parts.append(lines_at(column.x + 14, y, lines, "small" if outside else "speech", 19))
            y += 19 * len(lines) + 3
        return top + height

    def _act(self, act: Act, top: float) -> float:
        column = self.sheet.acts
        notes = filter(None, (act.note, f"→ {act.leads.words}" if act.leads else ""))
        lines = [line for note in notes for line in wrapped(note, column.width - 28, 12.5, 4)]
        height = 34 + 16 * len(lines)
        style = _style(act)
        content = box(column.x, top, column.width, height, style, 9)
        content += text_at(column.x + 14, top + 22, cut_code(act.name, column.width - 24, 11), "code")
        content += lines_at(column.x + 14, top + 40, lines, "small", 16) if lines else ""
        leads = act.leads if act.leads and act.leads.topic != self.topic.name else None
        self.parts.append(link(f"{leads.topic}.html", content, f"the topic {leads.topic}") if leads else content)
        return top + height

    def _said(self, bubbles: Sequence[Bubble], top: float) -> tuple[float, float]:
        """Where the first column of bubbles begins, and the lower edge of all.

        Where an arrow leaves a bubble, it stands at the edge, so that the arrow crosses no other.
        """
        bubbles, known = self._fresh(bubbles)
        leaving = [each for each in bubbles if any(button.leads.lane for button in each.buttons[self.language])]
        left = right = top
        for bubble in leaving:
            right = self._bubble(bubble, self.sheet.choices, right, _most(bubbles)) + GAP
        for bubble in bubbles:
            if bubble in leaving:
                continue
            if left <= right:
                left = self._bubble(bubble, self.sheet.plain, left, _most(bubbles)) + GAP
            else:
                right = self._bubble(bubble, self.sheet.choices, right, _most(bubbles)) + GAP
        if known:
            left = self._mentioned(known, self.sheet.plain, left) + GAP
        column = self.sheet.plain if left > top else self.sheet.choices
        return column.x, max(left, right) - GAP

    def _fresh(self, bubbles: Sequence[Bubble]) -> tuple[list[Bubble], list[Bubble]]:
        """Those to draw, and, of many, those that stand in the picture already."""
        if len(bubbles) <= FEW:
            return list(bubbles), []
        fresh = [each for each in bubbles if each.response not in self.shown]
        return fresh, [each for each in bubbles if each.response in self.shown]

    def _mentioned(self, bubbles: Sequence[Bubble], column: Column, top: float) -> float:
        names = ", ".join(each.response.removeprefix("utter_") for each in bubbles)
        lines = wrapped(f"or, as drawn above: {names}", column.width - 30, 12, 12)
        height = 14 + 16 * len(lines)
        self.parts.append(box(column.x + 4, top, column.width - 4, height, "mention", 8))
        self.parts.append(lines_at(column.x + 16, top + 19, lines, "small", 16))
        return top + height

    def _bubble(self, bubble: Bubble, column: Column, top: float, most: int) -> float:
        known = bubble.response in self.shown
        self.shown.add(bubble.response)
        text = bubble.texts[self.language]
        lines = wrapped(text, column.width - 34, 13.5, 1 if known else most)
        height = 30 + 19 * len(lines)
        left, width = column.x + 4, column.width - 4
        tail = f'<path d="M{left:g} {top:g}h12v12z" class="bubble"></path>'
        full = f"<title>{html.escape(text)}</title>"
        drawn_bubble = tail + box(left, top, width, height, "bubble", 8)
        drawn_bubble += lines_at(left + 14, top + 22, lines, "speech", 19)
        drawn_bubble += text_at(
            left + width - 12, top + height - 8, cut_code(bubble.response, width - 24, 9.5), "name", "end"
        )
        self.parts.append(f"<g>{full}{drawn_bubble}</g>")
        y = top + height + 3
        for button in bubble.buttons[self.language]:
            y = self._button(button, left, y, width) + 3
        opens = bubble.opens[self.language]
        if opens and not bubble.buttons[self.language]:
            self.parts.append(box(left, y, width, 30, "button", 8))
            self.parts.append(text_at(left + width / 2, y + 20, f"☰ {opens}", "button-words", "middle"))
            y += 33
        return y - 3

    def _button(self, button: Button, left: float, top: float, width: float) -> float:
        leads = button.leads
        style = f"button {hue_of(leads.lane) if leads.lane else ''}"
        content = box(left, top, width, BUTTON, style, 8)
        content += text_at(left + 14, top + 18, cut(button.title, width - 28, 13.5), "button-words")
        content += text_at(left + 14, top + 34, cut(where(leads), width - 28, 12), "small")
        target = f"#{self._anchor(leads.lane)}" if leads.lane else f"{leads.topic}.html" if leads.topic else ""
        self.parts.append(link(target, content, f"{button.title}: {where(leads)}") if target else content)
        if leads.lane:
            self.arrows.append(Arrow(left + width, top + BUTTON / 2, leads.lane, hue_of(leads.lane)))
        return top + BUTTON

    def _line(self, x1: float, y1: float, x2: float, y2: float, down: bool = False) -> None:
        tip = f"M{x2 - 4:g} {y2 - 6:g}L{x2:g} {y2:g}L{x2 + 4:g} {y2 - 6:g}" if down else ""
        side = "" if down or y1 != y2 else f"M{x2 - 6:g} {y2 - 4:g}L{x2:g} {y2:g}L{x2 - 6:g} {y2 + 4:g}"
        self.parts.append(f'<path d="M{x1:g} {y1:g}L{x2:g} {y2:g}{tip}{side}" class="flow"></path>')


def _most(bubbles: Sequence[Bubble]) -> int:
    """How many lines a bubble may have: more where there are few."""
    return LONGEST_TEXT if len(bubbles) <= FEW else SHORT_TEXT


def where(leads: Leads) -> str:
    if leads.lane:
        return f"→ {leads.lane} · {leads.words}"
    return f"→ {leads.topic}: {leads.words}" if leads.topic else f"↩ {leads.words}"


def hue_of(number: int) -> str:
    return f"hue-{number % HUES}"


def picture(topic: Topic, language: str, sheet: Sheet) -> str:
    return Drawing(topic, language, sheet).svg()


def _style(act: Act) -> str:
    if act.leads:
        return "form"
    return "utter" if act.name.startswith("utter_") else "action"
