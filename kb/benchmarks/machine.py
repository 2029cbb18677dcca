"""On which machine figures were measured: they mean little without it."""

import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

import django


def machine(database: str = "") -> dict[str, str]:
    """What to say of it, by name; texts, to be read by people."""
    models = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    memory = next((int(line.split()[1]) / 1_048_576 for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    return {
        "date": f"{datetime.now(UTC):%d %B %Y}".lstrip("0"),
        "processor": f"{os.cpu_count()} cores, {models[0] if models else platform.processor()}",
        "memory": f"{memory:.0f} GB",
        "versions": ", ".join(filter(None, (f"Python {platform.python_version()}", f"Django {django.__version__}", database))),
        "load": f"{os.getloadavg()[0]:.1f} programs wanted to run when it began",
    }


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if sys.platform == "linux" else []
