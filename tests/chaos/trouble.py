"""What goes wrong, drawn from a seed: parts are killed and stopped, Ghala, Meta and their webhooks misbehave."""

from __future__ import annotations

import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import requests

from tests.chaos.kept_shop import KeptShop
from tests.processes.shop_processes import PARTS

# Nothing is lost for ever: what is dropped on the way to us is no fault of ours.
FAULTS = (
    *(
        (target, kind)
        for target in ("ghala", "graph")
        for kind in ("delay", "error", "rate_limit", "lost_answer", "drop")
    ),
    *(("webhooks", kind) for kind in ("error", "lost_answer", "repeat", "reorder")),
)
FREEZE_SECONDS = 60.0
# Between two troubles, seconds.
PAUSES = (1.0, 4.0)
# After a freeze, as long as it takes to notice and to start again.
AFTER_FREEZE = 12.0


@dataclass(frozen=True)
class Plan:
    kills: int
    freezes: int
    faults: int
    seed: int

    def troubles(self) -> list[tuple[str, str]]:
        """In the order in which they happen: what, and to whom. Every part gets as many as any other."""
        dice = random.Random(self.seed)
        drawn = [("kill", PARTS[each % len(PARTS)]) for each in range(self.kills)]
        drawn += [("freeze", PARTS[each % len(PARTS)]) for each in range(self.freezes)]
        drawn += [("fault", "/".join(FAULTS[each % len(FAULTS)])) for each in range(self.faults)]
        dice.shuffle(drawn)
        return drawn


class Trouble:
    """Makes trouble in a thread of its own, until the plan is done or ``stop``."""

    def __init__(self, shop: KeptShop, plan: Plan, pauses: Sequence[float] = PAUSES) -> None:
        self.shop, self.plan, self.pauses = shop, plan, pauses
        self.made: Counter[str] = Counter()
        self._dice = random.Random(plan.seed + 1)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._make, name="trouble")
        self._timers: list[threading.Timer] = []

    def begin(self) -> None:
        self._thread.start()

    def __str__(self) -> str:
        counts = (
            sum(count for name, count in self.made.items() if name.startswith(each)) for each in ("kill", "freeze")
        )
        return "{} kills, {} freezes".format(*counts)

    @property
    def is_over(self) -> bool:
        return not self._thread.is_alive()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()
        for timer in self._timers:
            timer.cancel()
        for part in PARTS:
            self.shop.send(part, signal.SIGCONT)

    def _make(self) -> None:
        for what, whom in self.plan.troubles():
            if self._stopped.wait(self._dice.uniform(*self.pauses)):
                return
            if what == "fault":
                self._misbehave(*whom.split("/"))
            elif what == "kill":
                self._strike(whom, signal.SIGKILL, "kill")
            else:
                pid = self._strike(whom, signal.SIGSTOP, "freeze")
                if pid is not None:
                    self._thaw_later(whom, pid)
                    self._stopped.wait(AFTER_FREEZE)

    def _strike(self, part: str, number: signal.Signals, name: str) -> int | None:
        """A part that is away just now is waited for until it answers: each trouble that was planned happens, and to a part
        that works."""
        deadline = time.monotonic() + 60
        while not self._stopped.is_set() and time.monotonic() < deadline:
            pid = self.shop.send(part, number) if self.shop.answers(part) else None
            if pid is not None:
                self.made[f"{name} {part}"] += 1
                return pid
            self._stopped.wait(0.1)
        return None

    def _thaw_later(self, part: str, pid: int) -> None:
        def thaw() -> None:
            if self.shop.pid(part) == pid:
                self.made[f"thawed by hand {part}"] += 1
                self.shop.send(part, signal.SIGCONT)

        timer = threading.Timer(FREEZE_SECONDS, thaw)
        timer.daemon = True
        timer.start()
        self._timers.append(timer)

    def _misbehave(self, target: str, kind: str) -> None:
        fault = {
            "target": target,
            "kind": kind,
            "count": self._dice.randint(1, 2),
            "seconds": self._dice.uniform(0.5, 3),
        }
        try:
            requests.post(f"{self.shop.settings.sandbox_url}/faults", json=fault, timeout=5).raise_for_status()
            self.made[f"fault {target}"] += 1
        except requests.RequestException:
            # The sandbox is away itself, which is trouble enough.
            self.made["fault not taken"] += 1
