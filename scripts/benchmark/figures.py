# SPDX-License-Identifier: Apache-2.0
"""Laps to medians, medians to ratios, both to text and JSON."""

import json
import statistics
from dataclasses import asdict, dataclass, field


@dataclass
class Figure:
    name: str
    unit: str
    laps: list = field(default_factory=list)

    @property
    def median(self):
        return statistics.median(self.laps)


@dataclass
class Reach:
    """A value and what it is to be: at most, or at least, the limit."""
    name: str
    value: float
    limit: float
    bound: str = "at most"
    unit: str = "times"

    @property
    def reached(self):
        return self.value <= self.limit if self.bound == "at most" else self.value >= self.limit


@dataclass
class Results:
    machine: dict
    scale: float
    rounds: int
    figures: list = field(default_factory=list)
    reaches: list = field(default_factory=list)

    def ratio(self, name, over, under, limit, bound="at most"):
        self.reaches.append(Reach(name, over.median / under.median, limit, bound))

    def as_text(self):
        lines = [", ".join(f"{name} {value}" for name, value in self.machine.items()),
                 f"scale {self.scale:g}, {self.rounds} rounds", ""]
        for figure in self.figures:
            low, high = min(figure.laps), max(figure.laps)
            lines.append(f"{figure.name:<52}{figure.median:>10.3f} {figure.unit:<4}"
                         f"  ({low:.3f} to {high:.3f}, {len(figure.laps)} laps)")
        lines.append("")
        for reach in self.reaches:
            lines.append(f"{reach.name:<52}{reach.value:>10.2f} {reach.unit:<5}"
                         f"  {reach.bound} {reach.limit:g}: "
                         f"{'reached' if reach.reached else 'MISSED'}")
        return "\n".join(lines)

    def as_json(self):
        return json.dumps({
            "schema_version": 1,
            "machine": self.machine,
            "scale": self.scale,
            "rounds": self.rounds,
            "figures": [{**asdict(figure), "median": figure.median} for figure in self.figures],
            "reaches": [{**asdict(reach), "reached": reach.reached} for reach in self.reaches],
        }, indent=2)
