"""Reading bytes: only regular files of bounded size; only clean UTF-8 becomes text."""

import os
from pathlib import Path

import pytest

from interpreter.problems import Problems, Refused
from interpreter.source.files import decode, inside, list_folder, read_file


def refusal(action):
    with pytest.raises(Refused) as caught:
        action()
    return [(p.code, p.place.line, p.place.column) for p in caught.value.problems]


def test_a_regular_file_is_read_whole(tmp_path):
    file = tmp_path / "政策.yaml"
    file.write_bytes("键: 值\n".encode())
    assert read_file(file) == read_file(str(file)) == "键: 值\n".encode()


def test_a_file_may_be_as_long_as_the_cap_and_no_longer(tmp_path):
    file = tmp_path / "f"
    file.write_bytes(b"12345")
    assert read_file(file, 5) == b"12345"
    assert refusal(lambda: read_file(file, 4)) == [("file-too-large", 1, 1)]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_the_cap_holds_where_the_stated_size_is_a_lie():
    assert Path("/proc/self/status").stat().st_size == 0
    assert refusal(lambda: read_file("/proc/self/status", 10)) == [("file-too-large", 1, 1)]


def test_row_140_a_pipe_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert refusal(lambda: read_file(tmp_path / "pipe")) == [("not-a-file", 1, 1)]


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null", "/"])
def test_row_140_devices_and_folders_are_refused(path):
    assert refusal(lambda: read_file(path)) == [("not-a-file", 1, 1)]


@pytest.mark.parametrize(
    "path, code",
    [
        ("a\0b", "unreadable-file"),
        ("\ud800", "unreadable-file"),
        ("没有", "file-missing"),
        ("没有/文件", "file-missing"),
        ("长" * 5000, "unreadable-file"),
    ],
)
def test_row_141_paths_that_cannot_be_read(path, code, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert refusal(lambda: read_file(path)) == [(code, 1, 1)]
    assert refusal(lambda: list_folder(path, ".yaml")) == [(code, 1, 1)]


def test_a_file_without_permission(tmp_path, monkeypatch):
    def deny(*_):
        raise PermissionError(13, "denied")

    monkeypatch.setattr(os, "open", deny)
    assert refusal(lambda: read_file(tmp_path / "f")) == [("unreadable-file", 1, 1)]


@pytest.mark.parametrize(
    "name", ["../etc/passwd", "a/../../b", "/etc/passwd", "~/x", "~root/x", "a\\..\\b", "a/.."]
)
def test_row_137_names_that_lead_out(name, tmp_path):
    assert refusal(lambda: inside(tmp_path, name)) == [("path-outside", 1, 1)]


def test_row_138_links_are_followed_before_the_check(tmp_path):
    (tmp_path / "link").symlink_to("/etc")
    assert refusal(lambda: inside(tmp_path, "link/passwd")) == [("path-outside", 1, 1)]


def test_row_139_a_sibling_with_the_same_beginning_is_outside(tmp_path):
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies-evil").mkdir()
    (tmp_path / "policies" / "x").symlink_to(tmp_path / "policies-evil")
    assert refusal(lambda: inside(tmp_path / "policies", "x")) == [("path-outside", 1, 1)]


def test_row_141_a_name_with_nul_inside_a_folder(tmp_path):
    assert refusal(lambda: inside(tmp_path, "a\0b")) == [("unreadable-file", 1, 1)]


def test_names_that_stay_inside(tmp_path):
    assert inside(tmp_path, "a/b.yaml") == tmp_path.resolve() / "a/b.yaml"


def test_a_folder_is_listed_by_name_and_suffix(tmp_path):
    for name in ("b.yaml", "a.yaml", "c.json", ".hidden.yaml"):
        (tmp_path / name).touch()
    (tmp_path / "d.yaml").symlink_to(tmp_path / "a.yaml")
    assert [p.name for p in list_folder(tmp_path, ".yaml")] == ["a.yaml", "b.yaml", "d.yaml"]


def test_a_folder_with_an_entry_that_is_no_file_or_leads_out(tmp_path):
    (tmp_path / "a.yaml").mkdir()
    os.mkfifo(tmp_path / "b.yaml")
    (tmp_path / "c.yaml").symlink_to("/etc/passwd")
    (tmp_path / "d.yaml").symlink_to("missing")
    (tmp_path / "e.yaml").symlink_to("e.yaml")
    with pytest.raises(Refused) as caught:
        list_folder(tmp_path, ".yaml")
    assert [(Path(p.place.file).name, p.code) for p in caught.value.problems] == [
        ("a.yaml", "not-a-file"),
        ("b.yaml", "not-a-file"),
        ("c.yaml", "path-outside"),
        ("d.yaml", "not-a-file"),
        ("e.yaml", "not-a-file"),
    ]


@pytest.mark.parametrize(
    "content, text",
    [
        (b"", ""),
        ("键\n".encode(), "键\n"),
        (b"a\r\nb\r\n", "a\nb\n"),
        ("全角　空格\u00a0不断行".encode(), "全角　空格\u00a0不断行"),
        ("（）：，、。“”《》〔〕①Ⅳ".encode(), "（）：，、。“”《》〔〕①Ⅳ"),
    ],
)
def test_good_text(content, text):
    problems = Problems()
    assert decode(content, "f", problems) == text
    assert not len(problems)


@pytest.mark.parametrize(
    "content, code, line, column",
    [
        (b"\xef\xbb\xbfa: 1", "byte-order-mark", 1, 1),
        ("a: 1".encode("utf-16"), "not-utf8", 1, 1),
        ("a: 1".encode("utf-16-le"), "not-utf8", 1, 1),
        ("a: 1".encode("utf-16-be"), "not-utf8", 1, 1),
        ("甲\n乙: ".encode() + b"\xff", "not-utf8", 2, 4),
        (b"a: \xed\xa0\x80", "not-utf8", 1, 4),
        (b"\0", "forbidden-character", 1, 1),
        (b"a\n\tb", "forbidden-character", 2, 1),
        (b"a\rb: 1", "forbidden-character", 1, 2),
        (b"a\n b\r\r\n", "forbidden-character", 2, 3),
        ("a\u0085".encode(), "forbidden-character", 1, 2),
        ("a\u2028".encode(), "forbidden-character", 1, 2),
        ("a\u2029".encode(), "forbidden-character", 1, 2),
        ("甲\u202e乙".encode(), "forbidden-character", 1, 2),
        ("甲\u2066乙".encode(), "forbidden-character", 1, 2),
        ("甲\u200b乙".encode(), "forbidden-character", 1, 2),
        ("甲\ufeff乙".encode(), "forbidden-character", 1, 2),
        ("甲\u00ad乙".encode(), "forbidden-character", 1, 2),
        ("甲\ufe0f乙".encode(), "forbidden-character", 1, 2),
        ("甲\U000e0100乙".encode(), "forbidden-character", 1, 2),
        ("𠀀\ue000".encode(), "forbidden-character", 1, 2),
        ("甲\u0378".encode(), "forbidden-character", 1, 2),
        ("甲\ufffe".encode(), "forbidden-character", 1, 2),
        (b"a\x1b[2J", "forbidden-character", 1, 2),
        (b"a\x7f", "forbidden-character", 1, 2),
    ],
)
def test_text_that_is_refused(content, code, line, column):
    problems = Problems()
    assert decode(content, "f", problems) is None
    assert [(p.code, p.place.line, p.place.column) for p in problems] == [(code, line, column)]


def test_the_code_point_is_named():
    problems = Problems()
    decode("a\u202eb".encode(), "f", problems)
    assert "U+202E" in problems.errors[0].message


def test_gbk_is_guessed_at():
    problems = Problems()
    decode("企业".encode("gbk"), "f", problems)
    assert "GBK" in problems.errors[0].hint


def test_tabs_are_allowed_where_asked_for():
    assert decode(b"{\t}", "f", Problems(), tabs=True) == "{\t}"


def test_forbidden_characters_are_all_found_up_to_a_bound():
    problems = Problems()
    decode(b"\0" * 3, "f", problems)
    assert [p.place.column for p in problems] == [1, 2, 3]
    decode(b"\0" * 1_000_000, "g", problems)
    assert [p.code for p in problems][-1] == "too-many-problems"
    assert len(problems) == 3 + 201
