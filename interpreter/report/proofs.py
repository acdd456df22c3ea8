"""What was proved over all cases, in words, with what it rests on."""

from collections.abc import Iterable


def proved_text(provisions: int, found: int, declared: int, records: int) -> str:
    """Say what `check --prove` looked at and what that shows."""
    scope = f"{provisions} 项补贴和义务"
    within = f"在事实的界限和约束之内，事实可以不全，既往补贴至多 {records} 份"
    meant = f"；{declared} 处已声明有意这样写" if declared else ""
    if found:
        return f"对所有可能的案件查了{scope}，除上面 {found} 处以外都起作用（{within}{meant}）。"
    shown = "每条规则都起作用，每项补贴都有人能得"
    return f"已对所有可能的案件证明：{shown}（{scope}；{within}{meant}）。"


def overlaps_text(pairs: Iterable[tuple[str, str]]) -> str:
    """List the awards that can be paid together, each with those after it."""
    beside: dict[str, list[str]] = {}
    for one, other in pairs:
        beside.setdefault(one, []).append(other)
    if not beside:
        return "没有两项补贴可以同时付给同一收款人而不受择一规则管。"
    lines = [f"  {one}：{'、'.join(others)}" for one, others in beside.items()]
    return "可以同时付给同一收款人、没有择一规则管的补贴：\n" + "\n".join(lines)
