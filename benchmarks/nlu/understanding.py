"""The holdout through the trained model: intents, confidence, order lines, entities, what is out of scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.nlu import metrics
from benchmarks.nlu.entities import Pairs, pairs, read_pairs
from benchmarks.nlu.figure import Figure
from benchmarks.nlu.holdout import LANGUAGES, OUT_OF_SCOPE, Labelled
from benchmarks.nlu.order_lines import Line, differing, is_right, wrong_products
from benchmarks.nlu.rasa_model import Parse, RasaModel
from bot.nlu.goods import live_catalog
from bot.nlu.goods.order_lines import read_order_lines

MOST_FALSE_ALARMS = 0.03
ALL_BAR, LANGUAGE_BAR, LINES_BAR, STRANGE_BAR, WRONG_PRODUCT_BAR = 0.95, 0.92, 0.93, 0.80, 0.005


@dataclass(frozen=True)
class Answered:
    """A labelled message and its parse."""

    row: Labelled
    parse: Parse

    @property
    def intent(self) -> str:
        return self.parse.verdict.intent

    @property
    def is_right(self) -> bool:
        return self.row.intent == self.intent

    @property
    def is_strange(self) -> bool:
        return self.row.intent == OUT_OF_SCOPE


def answer(rows: Sequence[Labelled], model: RasaModel) -> list[Answered]:
    return [Answered(row, model.parse(row.text)) for row in rows]


def truth_and_said(answers: Sequence[Answered]) -> tuple[list[str], list[str]]:
    return [each.row.intent for each in answers], [each.intent for each in answers]


def intent_figures(answers: Sequence[Answered], seed: int) -> list[Figure]:
    """Accuracy and macro F1 of the classifier's first answer, in all, by language and by half."""
    found = [
        _accuracy("intents right, all", answers, ALL_BAR),
        _accuracy("intents right, half A", half(answers, "A")),
        _accuracy("intents right, half B", half(answers, "B")),
        _macro("macro F1, all", answers, seed),
    ]
    for lang in LANGUAGES:
        own = [each for each in answers if each.row.lang == lang]
        found += [_accuracy(f"intents right, {lang}", own, LANGUAGE_BAR), _macro(f"macro F1, {lang}", own, seed)]
    return found


def copy_figures(answers: Sequence[Answered], exact: set[str], near: set[str]) -> list[Figure]:
    """How much of the holdout the training data knows, by ids, and what is answered without it."""
    rest = [each for each in answers if each.row.id not in near | exact]
    return [
        Figure.share("holdout in the training data", metrics.Share(len(exact), len(answers)), 0.0, at_most=True),
        Figure.share("holdout nearly in the training data", metrics.Share(len(near), len(answers))),
        _accuracy("intents right, without near copies", rest),
    ]


def confidence_figures(answers: Sequence[Answered]) -> list[Figure]:
    """How far confidences mean what they say, and what the threshold in config.yml makes of them."""
    bins = bins_of(answers)
    asked = [each for each in answers if each.parse.falls_back]
    acted = [each for each in answers if not each.parse.falls_back]
    return [
        Figure("calibration error (ECE, 10 bins)", metrics.calibration_error(bins), n=len(answers)),
        Figure.share("asks instead of acting", metrics.Share(len(asked), len(answers))),
        Figure.share("right where it acts", metrics.Share(sum(each.is_right for each in acted), len(acted))),
    ]


def bins_of(answers: Sequence[Answered]) -> list[metrics.Bin]:
    return metrics.reliability([each.parse.verdict.confidence for each in answers], [each.is_right for each in answers])


def scope_figures(answers: Sequence[Answered]) -> list[Figure]:
    """Foreign messages told from the shop's own; the threshold comes from half A alone."""
    threshold = metrics.threshold_at(_strangeness(half(answers, "A"), False), MOST_FALSE_ALARMS)
    found = []
    for name, own, bar in (
        ("half B", half(answers, "B"), STRANGE_BAR),
        ("half A", half(answers, "A"), None),
        ("all", answers, None),
    ):
        note = f"1 − best in-scope confidence ≥ {threshold:.3f}"
        caught = metrics.at_or_above(_strangeness(own, True), threshold)
        alarms = metrics.at_or_above(_strangeness(own, False), threshold)
        found += [
            Figure.share(f"out of scope found, {name}", caught, bar, note=note),
            Figure.share(f"false alarms, {name}", alarms, MOST_FALSE_ALARMS if bar else None, at_most=True),
        ]
    return [*found, _on_the_curve(answers), *_shipped_scope(answers), _area(answers)]


def _on_the_curve(answers: Sequence[Answered]) -> Figure:
    """What a threshold chosen on these very messages would find: the curve's own point, not a promise for others."""
    threshold = metrics.threshold_at(_strangeness(answers, False), MOST_FALSE_ALARMS)
    caught = metrics.at_or_above(_strangeness(answers, True), threshold)
    return Figure.share("out of scope found at 3 % false alarms, all", caught, STRANGE_BAR, note="read off the curve")


def _shipped_scope(answers: Sequence[Answered]) -> list[Figure]:
    """The bot as it stands: it says it cannot help, or asks."""
    strange = [each for each in answers if each.is_strange]
    own = [each for each in answers if not each.is_strange]
    return [
        Figure.share("answered as out of scope, of such", _said_strange(strange)),
        Figure.share("answered as out of scope, of others", _said_strange(own), MOST_FALSE_ALARMS, at_most=True),
        Figure.share("out of scope or asked, of such", metrics.Share(sum(map(_not_acted, strange)), len(strange))),
    ]


def _said_strange(answers: Sequence[Answered]) -> metrics.Share:
    said = sum(each.intent == OUT_OF_SCOPE and not each.parse.falls_back for each in answers)
    return metrics.Share(said, len(answers))


def _not_acted(each: Answered) -> bool:
    return each.intent == OUT_OF_SCOPE or each.parse.falls_back


def _area(answers: Sequence[Answered]) -> Figure:
    strange, own = _strangeness(answers, True), _strangeness(answers, False)
    area = metrics.auroc(strange, own)
    return Figure("out of scope, AUROC", area, "", len(answers), metrics.auroc_interval(area, len(strange), len(own)))


def _strangeness(answers: Sequence[Answered], is_strange: bool) -> list[float]:
    return [each.parse.verdict.strangeness for each in answers if each.is_strange == is_strange]


def line_figures(answers: Sequence[Answered], second: Mapping[str, Sequence[Line]]) -> list[Figure]:
    """Messages whose lines are all exactly right, as parsed and as read under the right intent.

    ``second`` has the order lines of another labelling by message id: no reader can agree with both more than they do.
    """
    labelled = [each for each in answers if each.row.order_lines is not None]
    exact = [is_right(line_slips(each)) for each in labelled]
    found = [
        Figure.share("order lines, whole message exactly right", _hits(exact), LINES_BAR),
        _lines_right("the same, intent given", [_slips_under_right_intent(each) for each in labelled]),
        Figure.share("the same, unit and size too", _hits([not line_slips(each) for each in labelled])),
        *_agreement(labelled, second),
    ]
    for half in ("A", "B"):
        own = [right for each, right in zip(labelled, exact, strict=True) if each.row.half == half]
        found.append(Figure.share(f"order lines exactly right, half {half}", _hits(own)))
    for lang in LANGUAGES:
        own = [right for each, right in zip(labelled, exact, strict=True) if each.row.lang == lang]
        found.append(Figure.share(f"order lines exactly right, {lang}", _hits(own)))
    return [*found, wrong_product_figure(answers)]


def _agreement(labelled: Sequence[Answered], second: Mapping[str, Sequence[Line]]) -> list[Figure]:
    """What two people make of the same messages, in the measures of the rows above."""
    slips = [
        differing(second[each.row.id], each.row.order_lines or (), each.row.intent)
        for each in labelled
        if each.row.id in second
    ]
    return [
        _lines_right("two labellings agree", slips),
        Figure.share("two labellings agree, unit and size too", _hits([not each for each in slips])),
    ]


def _lines_right(name: str, slips: Sequence[Sequence[str]]) -> Figure:
    return Figure.share(name, _hits([is_right(each) for each in slips]))


def wrong_product_figure(answers: Sequence[Answered]) -> Figure:
    """Of all lines read, in messages of any intent: those with a product that was not meant."""
    each = [wrong_products(one.parse.order_lines, one.row.order_lines or ()) for one in answers]
    share = metrics.Share(sum(one.wrong for one in each), sum(one.read for one in each))
    note = f"of lines read; {sum(one.labelled for one in each)} labelled"
    return Figure.share("wrong product", share, WRONG_PRODUCT_BAR, at_most=True, note=note)


def line_slips(each: Answered) -> list[str]:
    """Which fields of the lines of a message differ from the label."""
    return differing(each.parse.order_lines, each.row.order_lines or (), each.row.intent)


def _slips_under_right_intent(each: Answered) -> list[str]:
    read = read_order_lines(each.row.text, live_catalog.current(), each.row.intent)
    return differing([line.as_dict() for line in read], each.row.order_lines or (), each.row.intent)


def slip_counts(answers: Sequence[Answered]) -> list[tuple[str, int]]:
    """How many messages differ in each field; one message can count under several."""
    counts = Counter(slip for each in answers if each.row.order_lines is not None for slip in line_slips(each))
    return counts.most_common()


def entity_figures(answers: Sequence[Answered]) -> list[Figure]:
    """F1 by kind and value; its interval takes F1 for a share and is an approximation."""
    read = [read_pairs(each.parse.entities) for each in answers]
    labelled = [pairs(each.row.entities) for each in answers]
    kinds = sorted({kind for found in labelled for kind, _ in found})
    return [
        _entity_f1("all", read, labelled, set(kinds)),
        *(_entity_f1(kind, read, labelled, {kind}) for kind in kinds),
    ]


def _entity_f1(name: str, read: Sequence[Pairs], labelled: Sequence[Pairs], kinds: set[str]) -> Figure:
    hits = sum(_of(a & b, kinds) for a, b in zip(read, labelled, strict=True))
    said, there = sum(_of(a, kinds) for a in read), sum(_of(b, kinds) for b in labelled)
    share = metrics.micro_f1(hits, said, there)
    return Figure(f"entities F1, {name}", share.value, "%", there, share.interval, note=f"{hits} right of {said} said")


def _of(found: Pairs, kinds: set[str]) -> int:
    return sum(count for (kind, _), count in found.items() if kind in kinds)


def half(answers: Sequence[Answered], name: str) -> list[Answered]:
    return [each for each in answers if each.row.half == name]


def _accuracy(name: str, answers: Sequence[Answered], bar: float | None = None) -> Figure:
    return Figure.share(name, metrics.accuracy(*truth_and_said(answers)), bar)


def _macro(name: str, answers: Sequence[Answered], seed: int) -> Figure:
    truth, said = truth_and_said(answers)
    interval = metrics.resampled(truth, said, metrics.macro_f1, seed)
    return Figure(name, metrics.macro_f1(truth, said), "%", len(answers), interval, note="resampled interval")


def _hits(rights: Sequence[bool]) -> metrics.Share:
    return metrics.Share(sum(rights), len(rights))
