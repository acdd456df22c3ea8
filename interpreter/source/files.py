"""Files become bytes, bytes become text: regular files of bounded size, clean UTF-8.

Nothing here waits on a pipe, reads a device, or lets an unseen character through.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from interpreter.problems import Place, Problem, Problems, Refused, shown
from interpreter.source.characters import describe, forbidden_in, hint_for
from interpreter.source.limits import MOST_BYTES, MOST_PROBLEMS
from interpreter.source.lines import Lines

_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_CHUNK = 1 << 20
_BOM = b"\xef\xbb\xbf"
_OTHER_BOMS = (b"\xff\xfe", b"\xfe\xff")


def read_file(path: str | Path, most: int = MOST_BYTES) -> bytes:
    """Read a regular file of at most `most` bytes.

    Raises `Refused`: `file-missing`, `not-a-file`, `file-too-large` or `unreadable-file`.
    """
    try:
        descriptor = os.open(path, _READ)
    except (OSError, ValueError) as error:
        raise _refusal(path, error) from None
    try:
        return _read(descriptor, str(path), most)
    except OSError as error:
        raise _refusal(path, error) from None
    finally:
        os.close(descriptor)


def list_folder(path: str | Path, suffix: str) -> list[Path]:
    """List the regular files of a folder whose names end in `suffix`, sorted by name.

    Hidden files are left out. Raises `Refused` when the folder cannot be read, or when an entry
    with this suffix is no regular file (`not-a-file`) or leads out of it (`path-outside`).
    """
    try:
        found = sorted(Path(path).iterdir(), key=lambda entry: entry.name)
    except (OSError, ValueError) as error:
        raise _refusal(path, error) from None
    shown_ones = [e for e in found if not e.name.startswith(".")]
    wanted = [e for e in shown_ones if e.name.lower().endswith(suffix)]
    problems = Problems()
    for entry in wanted:
        _check_entry(entry, Path(path), problems)
    problems.refuse_if_any()
    return wanted


def replace_file(path: Path, before: bytes, after: bytes) -> None:
    """Put `after` in the place of a file that still holds `before`, in one step, its mode kept.

    Raises `Refused`: `path-outside` for a link, `file-changed`, `unwritable-file`, and as
    `read_file` does.
    """
    import tempfile  # only here: hardly a command writes a file

    if path.is_symlink():
        raise _refused("path-outside", path, "这是链接，不改写", "写明文件本身")
    try:
        descriptor, name = tempfile.mkstemp(prefix=".", dir=path.parent)
    except OSError as error:
        raise _unwritable(path, error) from None
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(after)
            file.flush()
            os.fsync(descriptor)
        beside.chmod(stat.S_IMODE(path.stat().st_mode))
        if read_file(path) != before:
            raise _refused("file-changed", path, "文件在读过以后又改了，没有改写", "再运行一次")
        beside.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from None
    finally:
        beside.unlink(missing_ok=True)


def is_folder(path: str | Path) -> bool:
    """Say whether a path is a folder; one that cannot even be looked at is none."""
    try:
        return Path(path).is_dir()
    except (OSError, ValueError):
        return False


def inside(folder: str | Path, name: str) -> Path:
    """Give the path of `name` under `folder`, links followed.

    Raises `Refused` (`path-outside`) for an absolute name, `..`, `~` or a link that leads out;
    (`unreadable-file`) for a name no file can have.
    """
    parts = name.replace("\\", "/").split("/")
    try:
        target = (Path(folder) / name).resolve()
        stays = target.is_relative_to(Path(folder).resolve())
    except (OSError, ValueError, RuntimeError) as error:
        raise _refusal(name, error) from None
    if name.startswith("~") or ".." in parts or Path(name).is_absolute() or not stays:
        raise _refused("path-outside", name, "路径指到了规定的文件夹之外", "只写文件夹内的相对路径")
    return target


def decode(content: bytes, name: str, problems: Problems, *, tabs: bool = False) -> str | None:
    """Give the text of UTF-8 bytes with LF line ends, or None after adding why not.

    Codes: `byte-order-mark`, `not-utf8`, `forbidden-character`. `tabs` allows U+0009.
    """
    before = len(problems)
    if content.startswith(_BOM):
        hint = "另存为“UTF-8（无 BOM）”"
        problems.add("byte-order-mark", Place(name), "文件开头有字节序标记（BOM）", hint)
        content = content[len(_BOM) :]
    text = _text(content, name, problems)
    if text is not None:
        _check_characters(Lines(text, name), "\t" if tabs else "", problems)
    return text if len(problems) == before else None


def _read(descriptor: int, name: str, most: int) -> bytes:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise _refused("not-a-file", name, "这不是普通文件", "给出一个普通文件的路径")
    chunks: list[bytes] = []
    size = status.st_size
    while size <= most and (chunk := os.read(descriptor, _CHUNK)):
        chunks.append(chunk)
        size = max(size, sum(map(len, chunks)))
    if size > most:
        raise _refused("file-too-large", name, f"文件超过 {most} 字节", "拆成几个文件")
    return b"".join(chunks)


def _check_entry(entry: Path, folder: Path, problems: Problems) -> None:
    place = Place(str(entry))
    try:
        stays = entry.resolve().is_relative_to(folder.resolve())
        regular = entry.is_file()
    except (OSError, RuntimeError):
        stays, regular = True, False
    if not stays:
        problems.add("path-outside", place, "链接指到了文件夹之外", "把文件本身放进来")
    elif not regular:
        problems.add("not-a-file", place, "这不是普通文件", "移走它，或换成普通文件")


def _refusal(path: str | Path, error: Exception) -> Refused:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return _refused("file-missing", path, "没有这个文件", "检查路径")
    if isinstance(error, OSError) and error.errno == errno.ENXIO:
        return _refused("not-a-file", path, "这不是普通文件", "给出一个普通文件的路径")
    if isinstance(error, PermissionError):
        return _refused("unreadable-file", path, "没有读取的权限", "检查文件权限")
    if isinstance(error, ValueError):
        return _refused("unreadable-file", path, "路径里有不能用的字符", "改正路径")
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        return _refused("unreadable-file", path, "路径太长", "改短文件名")
    reason = error.strerror if isinstance(error, OSError) and error.strerror else "原因不明"
    return _refused("unreadable-file", path, f"读不了这个文件：{shown(reason)}", "检查路径")


def _unwritable(path: Path, error: OSError) -> Refused:
    reason = shown(error.strerror or "原因不明")
    return _refused("unwritable-file", path, f"写不了这个文件：{reason}", "检查文件夹的权限和空间")


def _refused(code: str, path: str | Path, message: str, hint: str) -> Refused:
    return Refused([Problem(code, Place(str(path)), message, hint)])


def _text(content: bytes, name: str, problems: Problems) -> str | None:
    if _is_utf16(content):
        problems.add("not-utf8", Place(name), "文件不是 UTF-8（像是 UTF-16）", "另存为 UTF-8")
        return None
    try:
        return content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        place = _place_of_byte(content, name, error.start)
        problems.add("not-utf8", place, "这里的字节不是 UTF-8", _encoding_hint(content))
        return None


def _is_utf16(content: bytes) -> bool:
    halves = (content[0:4:2], content[1:4:2])
    return content.startswith(_OTHER_BOMS) or (len(content) > 3 and halves.count(b"\0\0") == 1)


def _place_of_byte(content: bytes, name: str, offset: int) -> Place:
    start = content.rfind(b"\n", 0, offset) + 1
    column = len(content[start:offset].decode("utf-8")) + 1
    return Place(name, content.count(b"\n", 0, offset) + 1, column)


def _encoding_hint(content: bytes) -> str:
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return "另存为 UTF-8"
    return "像是 GBK 编码；另存为 UTF-8"


def _check_characters(lines: Lines, allowed: str, problems: Problems) -> None:
    for count, (offset, char) in enumerate(forbidden_in(lines.text, allowed), 1):
        message = f"不许出现的字符 {describe(char)}"
        problems.add("forbidden-character", lines.place(offset), message, hint_for(char))
        if count == MOST_PROBLEMS:
            add_too_many(lines.place(offset), problems)
            break


def add_too_many(place: Place, problems: Problems) -> None:
    """Note that reading stopped here because enough problems were found."""
    message = f"问题太多，读到这里为止，只列出前 {MOST_PROBLEMS} 个"
    problems.add("too-many-problems", place, message, "先改正列出的问题")
