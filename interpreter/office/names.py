"""The names that tables have besides the facts of a policy: sheets, columns, words in cells."""

from __future__ import annotations

USUAL_SHEET = "案件"
AWARDS_SHEET = "补贴"
ERRORS_SHEET = "错误"
NOTES_SHEET = "说明"

CASE = "案件"
CLAIMS = "申领"

DECISION = "决定"
TOTAL = "准予合计"
LACKING = "缺少"
READ_AS = "读作"
REMARK = "提醒"
DECISION_COLUMNS = (DECISION, TOTAL, LACKING, READ_AS, REMARK)
UNDECIDED = "没有决定"

LINE = "行"
AWARD = "项目"
CLAUSE = "条文"
RESULT = "结果"
PAYEE = "付给"
AMOUNT = "金额"
REDUCED = "减去"
AT_LEAST = "至少"
AT_MOST = "至多"
REASONS = "理由"
READINGS = "读法"
KNOWN_ON = "已知至"
FINGERPRINT = "规则指纹"
TRIED = "试用读法"

COLUMN = "列"
VALUE = "值"
CODE = "代号"
PROBLEM = "错误"
HINT = "怎么办"
