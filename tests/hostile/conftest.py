"""Fixtures of the hostile tests: run a command, write a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hostile_kit import Command, Told, Write, run_command


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Run a command in an empty folder."""

    def run(*arguments: str | Path, given: bytes = b"", **environment: str) -> Told:
        return run_command(tmp_path, arguments, given, environment)

    return run


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(name: str, content: str | bytes | dict[str, Any]) -> Path:
        path = tmp_path / name
        if isinstance(content, dict):
            content = json.dumps(content, ensure_ascii=False)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return put
