"""The option that records anew what is printed; the difference is then read by a person."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-prints",
        action="store_true",
        help="write what is printed now into every expected.txt",
    )
