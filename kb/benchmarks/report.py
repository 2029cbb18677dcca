"""`docs/benchmarks.md`, written from the figures of every size that was measured."""

import json
import os
import platform
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import django
from django.db import connection

Figures = dict[str, Any]
HEAD = """# What a request costs

Written by `make bench` (`manage.py bench_requests`); every figure is from the machine named below. CPU time of the web server's
workers, as the kernel counts it: two workers of granian, requests over HTTP on connections that stay open, everything warm.
The floor is a bare Django view on the same server that asks the database once, by an indexed query past the ORM, without any
middleware. Floor and site are measured in turns in one run, so the ratios hold on a busy machine, too; milliseconds do not.

The engine alone against others, and how well cards are found: `manage.py bench_search` and [search.md](search.md). What makes
requests cheap, and when what is kept ends: [decision 40](decisions/0040-what-is-ready-is-given-again-at-the-edge.md).
"""


def machine() -> dict[str, str]:
    models = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    memory = next((int(line.split()[1]) // 1_000_000 for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    return {
        "processor": f"{os.cpu_count()} x {models[0] if models else platform.processor()}",
        "memory": f"{memory} GB",
        "versions": f"Python {platform.python_version()}, Django {django.__version__}, {connection.display_name}",
        "load": f"{os.getloadavg()[0]:.1f} programs wanted to run when it began",
    }


def keep(path: Path, figures: Figures) -> dict[str, Figures]:
    """Put these in place of those of the same size. Returns all."""
    known: dict[str, Figures] = json.loads(path.read_text()) if path.exists() else {}
    known[str(figures["cards"])] = figures
    found = dict(sorted(known.items(), key=lambda item: int(item[0])))
    path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    return found


def text(sizes: Mapping[str, Figures]) -> str:
    return "\n".join([HEAD, *(_of_size(figures) for figures in sizes.values()), _growth(sizes)])


def _of_size(figures: Figures) -> str:
    floor = figures["cases"][0]["us"]
    lines = [f"## {figures['cards']:,} cards\n", *(f"- {name}: {said}" for name, said in figures["machine"].items()), ""]
    lines += ["| request | CPU us | times the floor | at most | aim | |", "|---|---:|---:|---:|---:|---|"]
    for case in figures["cases"]:
        seen = case["us"] / 1000 if case["in_ms"] else case["us"] / floor
        unit = " ms" if case["in_ms"] else ""
        asked = (f"{case['most']:g}{unit}", f"{case['aim']:g}{unit}") if case["most"] else ("", "")
        held = (
            ""
            if not case["most"]
            else "**over**"
            if seen > case["most"]
            else "reached"
            if seen > case["aim"]
            else "aim reached"
        )
        lines.append(f"| {case['name']} | {case['us']:.0f} | {case['us'] / floor:.2f} | {asked[0]} | {asked[1]} | {held} |")
    if load := figures.get("load"):
        grown = max(after / before - 1 for before, after in zip(load["before"], load["after"], strict=True))
        per_second = load["requests"] / load["seconds"]
        lines.append(
            f"\n64 connections for {load['seconds']:.0f} s: {load['requests']:,} requests ({per_second:.0f} a second), "
            f"{load['errors']} errors (at most 0); memory of a worker {max(load['before']):.0f} MB before, "
            f"{max(load['after']):.0f} MB after, at most {grown:+.1%} (at most +10 %, aim +2 %)."
        )
    return "\n".join(lines) + "\n"


def _growth(sizes: Mapping[str, Figures]) -> str:
    """Times the floor by size, as a drawing and as a table."""
    names = list(dict.fromkeys(case["name"] for figures in sizes.values() for case in figures["cases"][2:]))
    of: dict[str, list[str]] = {name: [] for name in names}
    for figures in sizes.values():
        floor, known = figures["cases"][0]["us"], {case["name"]: case["us"] for case in figures["cases"]}
        for name in names:
            of[name].append(f"{known[name] / floor:.2f}" if name in known else "")
    head = [f"{int(size):,}" for size in sizes]
    lines = ["## Growth\n", "Times the floor, by the number of cards.\n"]
    lines += ["| request | " + " | ".join(head) + " |", "|---|" + "---:|" * len(head)]
    lines += [f"| {name} | " + " | ".join(of[name]) + " |" for name in names]
    if len(sizes) > 1:
        axis = ", ".join(f'"{size}"' for size in head)
        lines += ["", "```mermaid", "xychart-beta", '  title "times the floor, by cards"', f"  x-axis [{axis}]"]
        lines += [f"  line [{', '.join(of[name])}]" for name in names if all(of[name])]
        lines.append("```")
    return "\n".join(lines) + "\n"


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if sys.platform == "linux" else []
