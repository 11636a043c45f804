"""What is printed and what stands on the page, section by section."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.load.table import print_table
from benchmarks.nlu import comparison, copies, figure, metrics, pictures, understanding
from benchmarks.nlu.comparison import Score
from benchmarks.nlu.figure import Figure
from benchmarks.nlu.holdout import Example, read_second_labels
from benchmarks.nlu.page import Section
from benchmarks.nlu.understanding import Answered

_MOST_CONFUSIONS = 20
_MOST_SHOWN = 60
_LABEL_HEADS = ("intent", "F1", "precision", "recall", "n")
_CONFUSION_HEADS = ("right → said", "messages")


class Report:
    """Gathers figures for the one printed table and sections for the page."""

    def __init__(self) -> None:
        self.figures: list[Figure] = []
        self.scores: list[Score] = []
        self.sections: list[Section] = []

    def add(self, title: str, figures: Sequence[Figure], *sentences: str) -> Section:
        """A section with a table of figures, which the printed table has as well."""
        self.figures += figures
        section = Section(title)
        for sentence in sentences:
            section.say(sentence)
        self.sections.append(section.table(figure.HEADS, figure.rows(figures)))
        return section

    def holdout(self, answers: Sequence[Answered], training: Sequence[Example], seed: int) -> None:
        self._intents(answers, seed)
        rows = [each.row for each in answers]
        exact, near = copies.exact_copies(rows, training), copies.near_copies(rows, training)
        self.add(
            "What the training data knows already", understanding.copy_figures(answers, exact, near),
            "A near copy shares nine letters of ten with a training sentence, which short messages do by nature.",
        )  # fmt: skip
        self.add(
            "Confidence",
            understanding.confidence_figures(answers),
            "On the dashed line a confidence means what it says.",
        ).picture(pictures.reliability_curve(understanding.bins_of(answers)))
        self.add(
            "Out of scope", understanding.scope_figures(answers),
            "The threshold is the lowest that keeps half A within 3 % false alarms; half B had no say in it. "
            "False alarms are messages in scope at or above it.",
        )  # fmt: skip
        self._lines(answers)
        self.add(
            "Entities", understanding.entity_figures(answers), "Right when kind and value are; places do not count."
        )

    def comparison(self, scores: Sequence[Score]) -> None:
        self.scores = list(scores)
        section = Section("Classifiers compared")
        section.say("The same training sentences and the same holdout for all. Parse times are the classifier's alone.")
        self.sections.append(section.table(comparison.HEADS, [score.cells() for score in scores]))

    def print(self, title: str) -> None:
        print_table(title, figure.HEADS, figure.rows(self.figures))
        if self.scores:
            print_table("Classifiers compared on the holdout", comparison.HEADS, [each.cells() for each in self.scores])

    def _intents(self, answers: Sequence[Answered], seed: int) -> None:
        truth, said = understanding.truth_and_said(answers)
        labels = metrics.label_scores(truth, said)
        section = self.add(
            "Intents", understanding.intent_figures(answers, seed),
            "The classifier's first answer, before the pipeline decides whether to ask. Macro F1 counts each intent alike.",
        )  # fmt: skip
        section.table(_CONFUSION_HEADS, _confusion_rows(truth, said)[:_MOST_CONFUSIONS])
        section.table(_LABEL_HEADS, _label_rows(labels))
        section.picture(pictures.confusion_matrix(truth, said))
        section.say(
            "Messages of half A that went wrong. They show what kind of sentence is missing; never copy one into the "
            "training data. Half B is not shown, so that its figure stays honest."
        ).table(("message", "right", "said", "confidence"), _wrong_rows(understanding.half(answers, "A")))

    def _lines(self, answers: Sequence[Answered]) -> None:
        section = self.add(
            "Order lines", understanding.line_figures(answers, read_second_labels()),
            "A message is right when every line has the right product, candidates, quantity and change: what the contract "
            "rules on. The second labelling was made by someone who had not seen the first; where two people differ, as "
            "they do in unit and size, no reader can be right for both.",
        )  # fmt: skip
        section.table(("field that differs", "messages"), understanding.slip_counts(answers))
        section.say("Messages of half A whose lines differ.").table(
            ("message", "differs in", "read", "labelled"), _slip_rows(understanding.half(answers, "A"))
        )


def _label_rows(labels: dict[str, metrics.LabelScore]) -> list[tuple[str, ...]]:
    ordered = sorted(labels.items(), key=lambda item: (item[1].f1, item[0]))
    return [(name, *(f"{x:.1%}" for x in (s.f1, s.precision, s.recall)), str(s.support)) for name, s in ordered]


def _confusion_rows(truth: Sequence[str], said: Sequence[str]) -> list[tuple[str, int]]:
    return [(f"{right} → {wrong}", count) for (right, wrong), count in metrics.confusions(truth, said)]


def _wrong_rows(answers: Sequence[Answered]) -> list[tuple[str, ...]]:
    wrong = [each for each in answers if not each.is_right][:_MOST_SHOWN]
    return [(e.row.text, e.row.intent, e.intent, f"{e.parse.verdict.confidence:.2f}") for e in wrong]


def _slip_rows(answers: Sequence[Answered]) -> list[tuple[str, ...]]:
    labelled = [each for each in answers if each.row.order_lines is not None and understanding.line_slips(each)]
    return [
        (
            each.row.text,
            ", ".join(understanding.line_slips(each)),
            _lines(each.parse.order_lines),
            _lines(each.row.order_lines or ()),
        )
        for each in labelled[:_MOST_SHOWN]
    ]


def _lines(lines: Sequence[dict[str, object]]) -> str:
    return " · ".join(_line(line) for line in lines) or "none"


def _line(line: dict[str, object]) -> str:
    product = line.get("sku") or f"{line.get('product')} {line.get('candidates')}"
    told = " ".join(f"{name}={line[name]}" for name in ("unit", "size", "change") if line.get(name) is not None)
    return f"{line.get('quantity') or '–'} × {product} {told}".strip()
