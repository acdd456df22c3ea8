"""What tests of several folders share: running a command as a person would, recording prints."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from commands import ROOT, Run, clean_environment, run_cli

REWRITE = "--rewrite-prints"
# A fingerprint changes with every letter of a policy; prints are kept for what people read.
FINGERPRINT = re.compile(r"(规则指纹 |sha256:)[0-9a-f]{12,64}")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option once; a folder of tests that asks for it again gets this one."""
    add = parser.addoption
    add(REWRITE, action="store_true", help="record anew what is printed; read the difference")

    def add_others(*names: str, **how: object) -> None:
        if REWRITE not in names:
            add(*names, **how)  # type: ignore[arg-type]

    parser.addoption = add_others  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    return clean_environment(tmp_path_factory.mktemp("bin"), tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def run(environment: Mapping[str, str]) -> Run:
    return lambda *arguments: run_cli(arguments, ROOT, environment)


@pytest.fixture
def rewriting(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption(REWRITE))


@pytest.fixture
def recorded(rewriting: bool) -> Callable[[Path, str], None]:
    """Compare a text with what a file holds, or record it there."""

    def compare(path: Path, text: str) -> None:
        text = FINGERPRINT.sub(r"\1…", text)
        if rewriting:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"{path.name} is not recorded: run with {REWRITE}, then read it"
        assert text == path.read_text(encoding="utf-8"), f"{path.name} is printed differently"

    return compare
