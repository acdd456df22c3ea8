"""The kept policy: never trusted, never in the way, always the same as loading anew."""

from __future__ import annotations

import errno
import hashlib
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from interpreter.evaluation.case import read_case
from interpreter.evaluation.decision import decide
from interpreter.evaluation.program import Program
from interpreter.policy import cache, loader
from interpreter.policy.cache import FORMAT, load_cached
from interpreter.policy.settled import settle
from interpreter.policy.sources import DISTANT, Source, gather
from interpreter.problems import Refused
from interpreter.report.outcome_json import outcome_json
from interpreter.source.json_reader import read_json

ROOT = Path(__file__).parents[2]
POLICY = """\
policy: 示例
number: 示例〔2020〕1号
title: 示例办法
issued: 2020-01-15
in_force: {from: 2020-01-01, to: 2020-12-31, cites: 一}
clauses:
  一: {title: 补贴, kind: encoded, says: 示例}
facts:
  人数: {type: integer, unit: 人, min: 0, max: 100, typical: 1, ask: 几个人？}
standards:
  标准: {cites: 一, unit: 元/人, values: [{from: 2020-01-01, value: 100}]}
  另一标准: {cites: 一, unit: 元/人, values: [{from: 2020-01-01, value: 100}]}
awards:
  补贴: {cites: 一, says: 示例, payee: '"企业"', amount: 标准 * 人数}
mandates:
  提标: {cites: 一, says: 示例, standard: 标准, only: raise, approved_by: 示例市人民政府}
"""
AMENDMENT = """\
amendment: 示例修订
amends: 示例
authority: 一
approved_by: 示例市人民政府
approval: 示例〔2020〕2号
decided_on: 2020-06-01
changes:
  - {standard: 标准, from: 2020-07-01, value: 150, because: 示例}
"""
SOURCE = Source(("p.yaml", POLICY.encode()))
OTHER = Source(("p.yaml", POLICY.replace("value: 100", "value: 101").encode()))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("POLICY_CACHE", raising=False)
    return tmp_path / "cache/policy-interpreter"


class Loads:
    """Counts how often a policy was really loaded."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, source: Source, known_on: date = DISTANT) -> cache.Loaded:
        self.count += 1
        return REALLY(source, known_on)


REALLY = loader.load


def anew(source: Source) -> cache.Loaded:
    """Give a policy as it is without any cache."""
    policy, warnings = REALLY(source)
    return settle(policy, {}), warnings


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> Loads:
    counter = Loads()
    monkeypatch.setattr(loader, "load", counter)
    return counter


def entry_of(home: Path) -> Path:
    (entry,) = home.iterdir()
    return entry


def sealed(payload: bytes) -> bytes:
    """Give an entry that carries its own right digest."""
    return FORMAT + hashlib.sha256(payload).digest() + payload


def test_a_good_policy_is_kept_and_the_same(loads: Loads, home: Path) -> None:
    first = load_cached(SOURCE)
    assert first[1], "the base has a warning, which must be kept too"
    assert load_cached(SOURCE) == first == anew(SOURCE)
    assert loads.count == 1
    assert entry_of(home).stat().st_mode & 0o777 == 0o600
    assert home.stat().st_mode & 0o777 == 0o700


def test_the_great_policy_decides_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    source = gather(ROOT / "policy/2019-79.yaml")
    content = (ROOT / "examples/new-hire.json").read_bytes()
    told = set()
    for switch in ("off", "on", "on"):
        monkeypatch.setenv("POLICY_CACHE", switch)
        program = Program(load_cached(source)[0])
        case = read_json(content, "c.json")
        outcome = decide(program, read_case(case.data, program, case.place), DISTANT)
        told.add(outcome_json(outcome, program.policy))
    assert len(told) == 1


def test_a_bad_policy_is_never_kept(home: Path) -> None:
    for _ in range(2):
        with pytest.raises(Refused):
            load_cached(Source(("p.yaml", b"a: no\n")))
    assert list(home.iterdir()) == []


def damaged(content: bytes) -> Iterator[bytes]:
    yield b""
    yield content[: len(FORMAT)]
    yield content[:-1]
    yield content + b"\0"
    yield b"other" + content
    yield content[: len(FORMAT)] + bytes(32) + content[len(FORMAT) + 32 :]
    for at in range(0, len(content), len(content) // 40):
        yield content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def test_a_damaged_entry_is_loaded_anew(loads: Loads, home: Path) -> None:
    right = load_cached(SOURCE)
    content = entry_of(home).read_bytes()
    damages = list(damaged(content))
    for bad in damages:
        entry_of(home).write_bytes(bad)
        assert load_cached(SOURCE) == right
    assert loads.count == 1 + len(damages)
    assert entry_of(home).read_bytes() == content


GLOBALS = [
    ("os", "system"),
    ("posix", "system"),
    ("subprocess", "Popen"),
    ("builtins", "eval"),
    ("builtins", "getattr"),
    ("pathlib", "Path"),
    ("functools", "partial"),
    ("interpreter.problems", "Refused"),
    ("interpreter.policy.cache", "load_cached"),
    ("interpreter.policy.model", "dataclass"),
    ("interpreter.policy.model", "Policy.__init__"),
    ("interpreter.language.tree", "walk"),
    ("interpreter.language.tree", "Iterator"),
    ("interpreter.language.types", "re"),
    ("interpreter.language.types", "parse_unit"),
    ("interpreter.nowhere", "Policy"),
    ("datetime", "datetime"),
]


@pytest.mark.parametrize("module, name", GLOBALS, ids=[".".join(g) for g in GLOBALS])
def test_a_forged_entry_calls_nothing(
    module: str, name: str, loads: Loads, home: Path, tmp_path: Path
) -> None:
    """An entry with a right digest that calls something else is not obeyed."""
    right = load_cached(SOURCE)
    marker = tmp_path / "marker"
    argument = pickle.dumps(f"touch {marker}", protocol=4)[2:-1]
    named = pickle.dumps(module, protocol=4)[2:-1] + pickle.dumps(name, protocol=4)[2:-1]
    payload = b"\x80\x04" + named + b"\x93" + argument + b"\x85R."
    entry_of(home).write_bytes(sealed(payload))
    assert load_cached(SOURCE) == right
    assert loads.count == 2
    assert not marker.exists()


def test_the_forger_of_these_tests_would_be_obeyed_by_pickle(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    argument = pickle.dumps(f"touch {marker}", protocol=4)[2:-1]
    named = pickle.dumps("os", protocol=4)[2:-1] + pickle.dumps("system", protocol=4)[2:-1]
    pickle.loads(b"\x80\x04" + named + b"\x93" + argument + b"\x85R.")
    assert marker.exists()


ODD = [None, 7, "文字", (), (1, 2), (None, ()), ("policy", ()), [1], {}, ((), ())]


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_a_forged_entry_that_is_no_policy(odd: object, loads: Loads, home: Path) -> None:
    right = load_cached(SOURCE)
    entry_of(home).write_bytes(sealed(pickle.dumps(odd)))
    assert load_cached(SOURCE) == right
    assert loads.count == 2


def test_the_entry_of_one_policy_is_not_taken_for_another(home: Path) -> None:
    load_cached(SOURCE)
    entry = entry_of(home)
    content = entry.read_bytes()
    entry.unlink()
    right = load_cached(OTHER)
    entry_of(home).write_bytes(content)
    assert load_cached(OTHER) == right


def test_the_same_name_with_other_content(loads: Loads) -> None:
    assert len(SOURCE.base[1]) == len(OTHER.base[1])
    one, other = load_cached(SOURCE)[0], load_cached(OTHER)[0]
    assert one.standards["标准"].versions[0].value == 100
    assert other.standards["标准"].versions[0].value == 101
    assert load_cached(SOURCE)[0] == one
    assert loads.count == 2


def test_the_same_content_under_another_name(loads: Loads) -> None:
    load_cached(SOURCE)
    moved = load_cached(Source(("q.yaml", SOURCE.base[1])))
    assert {p.place.file for p in moved[1]} == {"q.yaml"}
    assert moved[0].awards["补贴"].cited.place.file == "q.yaml"


def test_amendments_and_the_day_known_on_are_part_of_it(loads: Loads) -> None:
    amended = Source(SOURCE.base, (("a.yaml", AMENDMENT.encode()),))
    before, after = date(2020, 5, 31), date(2020, 6, 1)
    for _ in range(2):
        assert len(load_cached(SOURCE, after)[0].amendments) == 0
        assert len(load_cached(amended, before)[0].amendments) == 0
        assert len(load_cached(amended, after)[0].amendments) == 1
    assert loads.count == 3


def test_names_and_contents_cannot_be_mixed_up(loads: Loads) -> None:
    """Where one file ends and the next begins is part of what is looked up."""
    first = Source(("p.yaml", POLICY.encode()), (("a.yaml", AMENDMENT.encode()),))
    second = Source(("p.yaml", POLICY.encode() + AMENDMENT.encode()))
    load_cached(first)
    with pytest.raises(Refused):
        load_cached(second)


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_a_folder_that_others_can_write(mode: int, loads: Loads, home: Path) -> None:
    right = load_cached(SOURCE)
    home.chmod(mode)
    before = entry_of(home).read_bytes()
    entry_of(home).write_bytes(sealed(pickle.dumps((None, ()))))
    assert load_cached(SOURCE) == right
    assert load_cached(OTHER) == anew(OTHER)
    assert loads.count == 3
    assert entry_of(home).read_bytes() != before


@pytest.mark.parametrize("mode", [0o666, 0o620, 0o602])
def test_an_entry_that_others_can_write(mode: int, loads: Loads, home: Path) -> None:
    right = load_cached(SOURCE)
    entry_of(home).chmod(mode)
    assert load_cached(SOURCE) == right
    assert loads.count == 2


def test_a_folder_that_is_a_link_is_not_used(loads: Loads, home: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o777)
    elsewhere.chmod(0o777)
    home.parent.mkdir()
    home.symlink_to(elsewhere)
    assert load_cached(SOURCE) == anew(SOURCE)
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("base", ["/dev/null", "/proc/nothing", "\udcff" * 300, "长" * 300])
def test_a_folder_that_cannot_be_made(
    base: str, loads: Loads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", base)
    assert load_cached(SOURCE) == load_cached(SOURCE) == anew(SOURCE)
    assert loads.count == 2


def test_a_folder_that_cannot_be_written(loads: Loads, monkeypatch: pytest.MonkeyPatch) -> None:
    really = os.open

    def full(path: str, flags: int, *rest: int) -> int:
        if flags & os.O_CREAT:
            raise OSError(errno.ENOSPC, "full")
        return really(path, flags, *rest)

    monkeypatch.setattr(os, "open", full)
    assert load_cached(SOURCE) == load_cached(SOURCE) == anew(SOURCE)
    assert loads.count == 2


def test_an_entry_that_cannot_be_read(loads: Loads, home: Path) -> None:
    right = load_cached(SOURCE)
    entry = entry_of(home)
    entry.unlink()
    entry.mkdir()
    assert load_cached(SOURCE) == right
    assert loads.count == 2


def test_a_pipe_for_an_entry_is_not_waited_for(home: Path, tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(POLICY, encoding="utf-8")
    load_cached(gather(tmp_path / "p.yaml"))
    entry = entry_of(home)
    entry.unlink()
    os.mkfifo(entry, 0o600)
    code = (
        "import sys; from pathlib import Path; from interpreter.policy.cache import load_cached;"
        "from interpreter.policy.sources import gather; load_cached(gather(Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", code, tmp_path / "p.yaml"]
    assert subprocess.run(command, cwd=ROOT, timeout=10, check=False).returncode == 0


def test_a_changed_interpreter_loads_anew(loads: Loads, monkeypatch: pytest.MonkeyPatch) -> None:
    load_cached(SOURCE)
    files = cache._interpreter_files()
    name, status = files[0]
    for changed in ({"st_size": status.st_size + 1}, {"st_mtime_ns": status.st_mtime_ns + 1}):
        other = type("Status", (), {"st_size": status.st_size, "st_mtime_ns": status.st_mtime_ns})
        for key, value in changed.items():
            setattr(other, key, value)
        stamp = [(name, other), *files[1:]]
        monkeypatch.setattr(cache, "_interpreter_files", lambda stamp=stamp: stamp)
        load_cached(SOURCE)
    assert loads.count == 3


def test_the_stamp_covers_all_that_decides_how_a_policy_is_read() -> None:
    """Every module of ours that loading imports, and every schema, is looked at."""
    code = (
        "import sys; from pathlib import Path; from interpreter.policy.loader import load;"
        "from interpreter.policy.sources import gather; load(gather(Path(sys.argv[1])));"
        "print(*(m.__file__ for n, m in sys.modules.items() if n.startswith('interpreter.')))"
    )
    command = [sys.executable, "-c", code, ROOT / "policy/2019-79.yaml"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    used = {Path(path).relative_to(ROOT).as_posix() for path in told.split()}
    used |= {path.relative_to(ROOT).as_posix() for path in (ROOT / "schemas").iterdir()}
    assert used - {name for name, _ in cache._interpreter_files()} == set()


def test_off_means_off(loads: Loads, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_CACHE", "off")
    assert load_cached(SOURCE) == load_cached(SOURCE)
    assert loads.count == 2
    assert not home.exists()


def test_without_a_cache_home_the_users_own_is_taken(
    loads: Loads, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    assert load_cached(SOURCE) == load_cached(SOURCE)
    assert loads.count == 1
    assert len(list((tmp_path / "home/.cache/policy-interpreter").iterdir())) == 1
