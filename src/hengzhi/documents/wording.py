"""The fixed words of the printed paper.

They belong to the Chinese document layout (GB/T 9704), not to the interface: the same document must give the same bytes
whatever language its reader has chosen on screen. So they are not translated.
"""

TABLE = "表"
CHART = "图"
ANNEX = "附件"
CONTENTS = "目录"
MISSING = "—"
COMMA = "，"
COLON = "："

THIS_REPORT = "本报告"
SYNTHETIC = "{}所据记录均为合成的演示记录，不反映任何单位或者个人的真实情况。"
SYNTHETIC_SHORT = "合成演示记录，不作依据"

SOURCE = "资料来源"
NOTE = "注"
UNIT = "单位"
TARGET = "目标"

SEAL = "（盖章）"
SIGNED_BY = "负责人（签字）"
DAY_LEFT_OPEN = "　　　　年　　月　　日"

INDEX_TITLE = "数据索引"
INDEX_CAPTION = "文中数据及其出处"
INDEX_NOTE = "数据编号用于查找该数据所依据的记录；校验码为所依据记录的摘要前12位，记录改动后即不相符。"
INDEX_COLUMNS = (
    ("数据名称及编号", "left"),
    ("范围、期间", "left"),
    ("数值", "right"),
    ("分子 / 分母", "right"),
    ("记录数", "right"),
    ("校验码", "left"),
)

FIGURE_NOTES = "文中数据出处"
TO_NOTE = "注"
SHOW_ORIGIN = "查看出处"
CLOSE = "关闭"
PERIOD = "期间"
AREA = "范围"
NUMERATOR = "分子"
DENOMINATOR = "分母"
DEFINITION = "口径"
LEGAL_SOURCE = "依据"
SNAPSHOT = "快照"
AS_OF = "数据截至"
RECORDS = "所依据的记录"
RECORD_COUNT = "共 {count} 条"
RECORDS_MORE = "以上为前 {shown} 条"
DIGEST = "记录校验码"
CODE = "数据编号"
ALL_RECORDS = "查看全部记录"
CHART_DATA = "图中数据"
