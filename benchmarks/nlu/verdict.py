"""What a classifier says of one message, and how far that is from the shop's business."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.nlu.holdout import OUT_OF_SCOPE


@dataclass(frozen=True)
class Verdict:
    """``ranking`` gives confidences by intent; intents that are not named have too little to matter."""

    ranking: Mapping[str, float]

    @property
    def intent(self) -> str:
        return max(self.ranking, key=lambda name: self.ranking[name]) if self.ranking else ""

    @property
    def confidence(self) -> float:
        return max(self.ranking.values(), default=0.0)

    @property
    def strangeness(self) -> float:
        """One less the confidence of the best intent that is in scope: high for what is foreign and for what is unclear."""
        return 1 - max((value for name, value in self.ranking.items() if name != OUT_OF_SCOPE), default=0.0)

    @property
    def foreignness(self) -> float:
        """The confidence of ``out_of_scope`` itself."""
        return self.ranking.get(OUT_OF_SCOPE, 0.0)
