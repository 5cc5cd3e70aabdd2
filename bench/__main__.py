"""Runs one benchmark and prints its figures as one JSON line, last.

Each benchmark is a module of this folder with `main(argv) -> figures`; what it says meanwhile goes to stderr.
"""

import importlib
import json
import os
import platform
import sys
from pathlib import Path

NAMES = (
    "beats",
    "control",
    "cues",
    "engine",
    "features",
    "generator",
    "lamps",
    "midiclock",
    "osc",
    "picture",
    "pixels",
    "renderer",
    "video",
    "wire",
)


def machine() -> str:
    """Name the processor and its number of cores."""
    model = platform.processor() or platform.machine()
    for line in _cpuinfo():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def _cpuinfo() -> list[str]:
    try:
        return Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def main() -> int:
    """Run the benchmark that the command line names."""
    if len(sys.argv) < 2 or sys.argv[1] not in NAMES:
        print(f"usage: python -m bench {'|'.join(NAMES)} [options]", file=sys.stderr)
        return 2
    name = sys.argv[1]
    figures = importlib.import_module(f"bench.{name}").main(sys.argv[2:])
    rounded = {key: round(value, 4) for key, value in figures.items()}
    print(json.dumps({"bench": name, "machine": machine(), "figures": rounded}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
