"""What was proved over all cases, in words, with what it rests on."""


def proved_text(conditions: int, rules: int, found: int) -> str:
    """Say what `check --prove` looked at and what that shows."""
    scope = f"{rules} 项补贴和义务的 {conditions} 个条件"
    within = "在事实的界限和约束之内，事实可以不全；各项单独看，不计上限和择一"
    if found:
        return f"对所有可能的案件查了{scope}，除上面 {found} 处以外都起作用（{within}）。"
    return f"已对所有可能的案件证明：{scope}都起作用，每项补贴都有人能得（{within}）。"
