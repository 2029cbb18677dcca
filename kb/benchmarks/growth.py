"""A drawing of what costs more in a larger store, in plain SVG that can be read on a light and on a dark page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import log

WIDTH, LABELS, RIGHT, TOP, BOTTOM, ROW = 760, 290, 40, 46, 34, 24
LEAST_TIMES, MOST_TICKS = 0.5, (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
# Larger stores have larger dots, so that sizes are told apart without colours, too.
RADII = (3.0, 4.5, 6.0, 7.5, 9.0)
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1c2430; }
  .said { fill: #586474; font-size: 12px; }
  .grid { stroke: #d5dae1; stroke-width: 1; }
  .same { stroke: #8a94a3; stroke-width: 1.5; }
  .way { stroke: #9db8e8; stroke-width: 2; }
  .dot { fill: #2257c4; stroke: #ffffff; stroke-width: 1.5; }
  .ground { fill: #ffffff; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e8ecf2; }
    .said { fill: #a3adbb; }
    .grid { stroke: #323b48; }
    .same { stroke: #6b7686; }
    .way { stroke: #3d5f9e; }
    .dot { fill: #8db4ff; stroke: #141a22; }
    .ground { fill: #141a22; }
  }
"""


@dataclass(frozen=True, slots=True)
class Growth:
    """One figure by the number of cards, the fewest first; at two sizes at least."""

    name: str
    unit: str
    values: Mapping[int, float]

    def times(self, size: int | None = None) -> float:
        """How many times the value among the fewest cards it is among so many, or among the most."""
        first, *_others, last = self.values
        return self.values[last if size is None else size] / self.values[first]


def drawn(rows: Sequence[Growth]) -> str:
    """A line for each figure with a dot for each size, as far to the right as it is times that among the fewest cards."""
    sizes = sorted({size for row in rows for size in row.values})
    radii = dict(zip(sizes, RADII, strict=False))
    most = max(2.0, *(row.times(size) for row in rows for size in row.values))
    height, end = TOP + ROW * len(rows) + BOTTOM, WIDTH - RIGHT

    def across(times: float) -> float:
        share = log(max(times, LEAST_TIMES) / LEAST_TIMES) / log(most / LEAST_TIMES)
        return round(LABELS + share * (end - LABELS), 1)

    parts = [f'<rect class="ground" width="{WIDTH}" height="{height}"/>', *_legend(radii)]
    foot = TOP + ROW * len(rows)
    for tick in (LEAST_TIMES, *(tick for tick in MOST_TICKS if tick <= most)):
        line = "same" if tick == 1 else "grid"
        parts.append(f'<line class="{line}" x1="{across(tick)}" x2="{across(tick)}" y1="{TOP}" y2="{foot}"/>')
        parts.append(f'<text class="said" x="{across(tick)}" y="{foot + 18}" text-anchor="middle">{tick:g} x</text>')
    for place, row in enumerate(rows):
        middle = TOP + ROW * place + ROW / 2
        parts.append(f'<text x="{LABELS - 16}" y="{middle + 4}" text-anchor="end">{escape(row.name)}</text>')
        at = {size: across(row.times(size)) for size in row.values}
        parts.append(f'<line class="way" x1="{min(at.values())}" x2="{max(at.values())}" y1="{middle}" y2="{middle}"/>')
        # The largest first, so that none hides a smaller one.
        parts += [_dot(at[size], middle, radii[size], f"{row.name}, {size:,} cards") for size in sorted(at, reverse=True)]
    body = "\n".join(parts)
    said = "Times what it costs among the fewest cards, by the number of cards"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img">'
    )
    return f"{head}\n<title>{said}</title>\n<style>{STYLE}</style>\n{body}\n</svg>\n"


def _legend(radii: Mapping[int, float]) -> list[str]:
    parts, x = [], float(LABELS)
    for size, radius in radii.items():
        parts.append(_dot(x + radius, 22, radius, f"{size:,} cards"))
        parts.append(f'<text class="said" x="{x + 2 * radius + 6}" y="26">{size:,} cards</text>')
        x += 2 * radius + 112
    return parts


def _dot(x: float, y: float, radius: float, said: str) -> str:
    return f'<circle class="dot" cx="{x}" cy="{y}" r="{radius}"><title>{escape(said)}</title></circle>'
