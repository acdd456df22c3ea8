"""What was proved over all cases, in words, with what it rests on."""


def proved_text(provisions: int, questions: int, found: int, declared: int, records: int) -> str:
    """Say what `check --prove` looked at and what that shows."""
    scope = f"{provisions} 项补贴和义务，{questions} 个问题"
    within = f"在事实的界限和约束之内，事实可以不全，既往补贴至多 {records} 份"
    meant = f"；{declared} 处已声明有意这样写" if declared else ""
    if found:
        return f"对所有可能的案件查了{scope}，除上面 {found} 处以外都起作用（{within}{meant}）。"
    shown = "每条规则都起作用，每项补贴都有人能得"
    return f"已对所有可能的案件证明：{shown}（{scope}；{within}{meant}）。"
