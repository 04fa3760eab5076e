"""docs/benchmarks.md: each benchmark writes its own section and leaves the others."""

import os
import platform
import re
from pathlib import Path

HEAD = "# Benchmarks\n"


def put(page: Path, heading: str, body: str) -> None:
    """Put the section in place of the one of the same heading, or at the end."""
    told = f"## {heading}\n\n{body.strip()}\n"
    before = page.read_text(encoding="utf-8") if page.exists() else HEAD
    old = _section(before, heading)
    page.write_text(before.replace(old, told) if old else f"{before.rstrip()}\n\n{told}", encoding="utf-8")


def rows(page: Path, heading: str) -> dict[str, str]:
    """First cell -> row, of the table in a section; empty if there is none."""
    text = _section(page.read_text(encoding="utf-8"), heading) if page.exists() else ""
    return {
        line.split("|")[1].strip(): line
        for line in text.splitlines()
        if line.startswith("| ") and not line.startswith("| |")
    }


def _section(text: str, heading: str) -> str:
    found = re.search(rf"^## {re.escape(heading)}\n.*?(?:\n(?=\n## )|\Z)", text, re.DOTALL | re.MULTILINE)
    return found[0] if found else ""


def processor() -> str:
    info = Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*: (.*)", info.read_text()) if info.exists() else []
    return f"{os.cpu_count()} cores of {names[0] if names else platform.processor() or platform.machine()}"
