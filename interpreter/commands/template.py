"""`template`: a workbook for an office to fill, made from the facts of the policy."""

from __future__ import annotations

from pathlib import Path

import click

from interpreter.commands.terminal import open_policy, policy_option


@click.command()
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="写到这个文件。"
)
@click.option("--award", "awards", multiple=True, help="只列这项补贴要用的事实，可以写多次。")
@policy_option
def template(output: Path, awards: tuple[str, ...], policy: Path | None) -> None:
    """写出一份空白的名单（.xlsx），填好交给 batch 命令。

    例：python cli.py template -o 名单.xlsx --award 补贴名称
    """
    from interpreter.office.template import write_template
    from interpreter.problems import did_you_mean, shown, visible

    checked, _ = open_policy(policy)
    for name in awards:
        if name not in checked.awards:
            hint = did_you_mean(name, checked.awards)
            raise click.UsageError(f"没有补贴 `{shown(name)}`。{hint}")
    if output.suffix.lower() != ".xlsx":
        raise click.UsageError("写出的文件名以 .xlsx 结尾")
    if output.exists():
        raise click.UsageError(f"已经有文件 {visible(str(output))}；换一个名字，免得盖掉填好的名单")
    count = write_template(checked, awards, output)
    click.echo(f"写入 {visible(str(output))}：{count} 列，填“案件”表")
