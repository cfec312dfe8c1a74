"""A chapter on consumer complaints as a district's office would issue it; all numbers are made up."""

from dataclasses import replace
from datetime import date

from hengzhi.documents.charts import NARROW, WIDE, Frame, bars_by_item, line_by_month
from hengzhi.documents.document import (
    Chart,
    Column,
    Document,
    Figure,
    FigureRef,
    Heading,
    Paragraph,
    Table,
    Text,
    figure_index,
)

SOURCE = "虹口区消费者投诉登记，快照2013-01-07"
LAW = "《产品质量申诉处理办法》（国家质量技术监督局令第51号）第六条"
MONTHS = (201, 188, 245, 252, None, 281, 266, 259, 302, 311, 334, 318)
OBJECTS = (
    ("家用电器", 812, 98.4, 61.2, 1_284_600),
    ("服装鞋帽", 566, 99.1, 58.7, 402_315),
    ("通讯产品", 431, 97.9, 55.0, 688_940),
    ("装修建材", 298, 93.6, 41.3, 1_907_226),
    ("交通工具", 187, 96.8, 47.6, 1_120_050),
    ("餐饮和住宿服务", 164, 99.4, 63.1, 58_402),
    ("制作、保养和修理服务", 121, 98.3, 52.9, 77_130),
    ("美容美发洗浴服务", 96, 95.8, 44.8, 312_480),
)
STATIONS = (
    ("欧阳路街道", "12", "301", "290", "0", "售后服务拖延"),
    ("曲阳路街道", "15", "284", "273", "1", "质量争议鉴定周期长"),
    ("广中路街道", "18", "267", "256", "2", "预付卡退款"),
    ("嘉兴路街道", "21", "250", "239", "3", "合同条款不明"),
    ("凉城新村街道", "24", "233", "222", "0", "售后服务"),
    ("四川北路街道", "27", "216", "—", "1", "价格争议，涉及旅游商品和停车收费"),
    ("提篮桥街道", "30", "199", "188", "2", "质量"),
    ("江湾镇街道", "33", "182", "171", "3", "不适用"),
)


def make_figure(**overrides: object) -> Figure:
    """Return the received complaints of 2012 with `overrides`."""
    figure = Figure(
        code="F-K7Q2M4T9A",
        printed="3,214件",
        value=3214,
        unit="件",
        name="投诉受理量",
        period_label="2012年",
        area_label="虹口区",
        numerator=3214,
        denominator=None,
        definition="按收到日期统计的消费者投诉件数，含转办，不含咨询和举报。",
        source=LAW,
        snapshot="2013-01-07-a3f1",
        as_of="2013年1月7日",
        rows_digest="sha256:5b1f0c2ad97e44f08c6a3b2f1e9d7c60",
        sample=tuple(f"2012-{number:05d}" for number in range(1, 21)),
        count=3214,
        href="/reports/figures/F-K7Q2M4T9A",
    )
    return replace(figure, **overrides)


def ref(code: str, printed: str, name: str, unit: str, value: float, *, over: tuple[int, int] | None = None) -> FigureRef:
    """Return a reference to a figure of the chapter; `over` are numerator and denominator."""
    top, bottom = over or (None, None)
    return FigureRef(
        make_figure(
            code=code, printed=printed, name=name, unit=unit, value=value,
            numerator=top, denominator=bottom, count=bottom or 3214, href=f"/reports/figures/{code}",
        )
    )


RECEIVED = FigureRef(make_figure())
GROWTH = ref("F-KQ72I7ZOC", "6.8%", "投诉受理量同比增幅", "%", 6.8, over=(3214, 3009))
DECIDED = ref("F-BKKKPM7DC", "97.9%", "投诉按时初查率", "%", 97.9, over=(3147, 3214))
CLOSED = ref("F-TXIZJ53YY", "95.3%", "投诉办结率", "%", 95.3, over=(3063, 3214))
MEDIATED = ref("F-2AEFFXCIG", "56.2%", "调解成功率", "%", 56.2, over=(1721, 3063))
RECOVERED = ref("F-TWCOVLHVB", "585.1万元", "挽回消费者经济损失", "万元", 585.1)
LATE = ref("F-SCQKZYDAX", "67件", "逾期初查量", "件", 67)
DAYS = ref("F-54H5RZCCM", "21天", "办结用时中位数", "天", 21)
TIPOFFS = ref("F-RYNLAOWZW", "486件", "举报受理量", "件", 486)
CHECKED = ref("F-7GM6KBTAK", "98.6%", "举报按期核查率", "%", 98.6, over=(479, 486))
REOPENED = ref("F-GZE2MTTSB", "1.2%", "投诉重开率", "%", 1.2, over=(37, 3063))
STATION_SHARE = ref("F-Z2ULQVKHW", "38.4%", "联络点受理占比", "%", 38.4, over=(1234, 3214))


def sample_document() -> Document:
    """Return the chapter with its annex."""
    document = Document(
        title="虹口区2012年度\n消费者投诉举报处理情况分析报告",
        subtitle="（2012年1月至12月）",
        issuer="虹口区质量安全工作领导小组办公室",
        number="虹质安办〔2013〕3号",
        date=date(2013, 1, 15),
        blocks=BLOCKS,
        synthetic=True,
    )
    return replace(document, annex=(Heading(1, "数据索引"), figure_index(document)))


def _objects_table() -> Table:
    rows = tuple((name, f"{n:,}", f"{on:.1f}", f"{ok:.1f}", f"{yuan:,}") for name, n, on, ok, yuan in OBJECTS)
    total = ("合计", RECEIVED, DECIDED, MEDIATED, "5,851,143")
    columns = (
        Column("商品和服务类别"),
        Column("受理量", "件", "right"),
        Column("按时初查率", "%", "right"),
        Column("调解成功率", "%", "right"),
        Column("挽回损失", "元", "right"),
    )
    return Table(1, "2012年投诉主要类别", columns, (*rows, total), "调解成功率以办结的投诉为分母。")


def _stations_table() -> Table:
    heads = (("联络点", "个"), ("受理", "件"), ("办结", "件"), ("逾期", "件"))
    columns = (Column("街道"), *(Column(label, unit, "right") for label, unit in heads), Column("主要问题"))
    return Table(2, "各街道消费维权联络点受理办理情况", columns, STATIONS)


def _months_chart() -> Chart:
    months = [{"month": f"2012-{month:02d}", "value": value} for month, value in enumerate(MONTHS, start=1)]
    specs = [line_by_month(months, Frame(MONTHS_TITLE, "件", SOURCE, MONTHS_ALT, width=width)) for width in (WIDE, NARROW)]
    columns = (Column("月份"), Column("受理量", "件", "right"))
    rows = tuple((row["month"], "—" if row["value"] is None else f"{row['value']}") for row in months)
    table = Table("", "各月投诉受理量", columns, rows)
    return Chart(1, "2012年各月投诉受理量", MONTHS_TITLE, specs[0], table, MONTHS_ALT, SOURCE, specs[1])


def _objects_chart() -> Chart:
    rows = [{"item": name, "value": rate} for name, _n, rate, _ok, _yuan in OBJECTS]
    specs = [
        bars_by_item(rows, Frame(OBJECTS_TITLE, "%", SOURCE, OBJECTS_ALT, decimals=1, target=95, width=width))
        for width in (WIDE, NARROW)
    ]
    columns = (Column("类别"), Column("按时初查率", "%", "right"))
    table = Table("", "各类别按时初查率", columns, tuple((row["item"], f"{row['value']:.1f}") for row in rows))
    return Chart(2, "2012年主要类别按时初查率", OBJECTS_TITLE, specs[0], table, OBJECTS_ALT, SOURCE, specs[1])


MONTHS_TITLE = "下半年受理量逐月上升，11月为全年最高"
MONTHS_ALT = "折线图：2012年各月投诉受理量，由1月的201件升至11月的334件，5月数据缺失。"
OBJECTS_TITLE = "只有装修建材未达到95%的目标"
OBJECTS_ALT = "条形图：八个类别的按时初查率，装修建材93.6%，其余均在95%以上。"

BLOCKS = (
    Paragraph((Text("根据《上海市消费者权益保护条例》和区质量安全工作领导小组的部署，现将2012年度全区消费者投诉举报处理情况分析如下。"),)),
    Heading(1, "基本情况"),
    Heading(2, "受理情况"),
    Paragraph((
        Text("全年共受理消费者投诉"), RECEIVED, Text("，比上年增长"), GROWTH, Text("；受理举报"), TIPOFFS,
        Text("。其中，居民区和商圈的消费维权联络点受理占"), STATION_SHARE,
        Text("，就地受理、就近调解的格局基本形成。从时间看，下半年受理量逐月上升（见图1），与家用电器、装修建材的消费旺季一致。"),
    )),
    _months_chart(),
    Heading(2, "办理情况"),
    Paragraph((
        Text("投诉按时初查率"), DECIDED, Text("，办结率"), CLOSED, Text("，调解成功率"), MEDIATED,
        Text("，办结用时中位数为"), DAYS, Text("；举报按期核查率"), CHECKED,
        Text("。通过行政调解和联络点先行和解，共为消费者挽回经济损失"), RECOVERED, Text("。各类别情况见表1。"),
    )),
    _objects_table(),
    Heading(1, "存在问题"),
    Heading(2, "少数类别初查仍有逾期"),
    Paragraph((
        Text("全年逾期初查"), LATE, Text("，主要集中在装修建材类（见图2）。经逐件核对，逾期的主要原因有三："),
    )),
    Heading(3, "鉴定委托时间较长"),
    Paragraph((Text("“家装”类投诉大多需要委托检测机构（如建筑材料、室内空气）鉴定，送检、出具报告平均占用12个工作日；鉴定期间虽然依法不计入办理期限，但是恢复计算后余下的时间往往不足。"),)),
    Heading(3, "部门之间移送不及时"),
    Heading(4, "材料不全"),
    Paragraph((Text("移送时缺少购货凭证、合同等材料，接收部门须重新联系投诉人。"),)),
    Heading(4, "重复登记"),
    Paragraph((Text("同一事项在12315、12365两条热线分别登记，合并之前各自计算期限。"),)),
    _objects_chart(),
    Heading(2, "各街道发展不平衡"),
    Paragraph((
        Text("各街道联络点的受理、办结情况差异较大（见表2），重开率为"), REOPENED,
        Text("。联络点人员变动频繁、培训不足，是办理质量不高的主要原因。"),
    )),
    _stations_table(),
    Heading(1, "工作建议"),
    Paragraph((Text("一是会同区建设交通委建立装修建材类投诉的联合鉴定机制，鉴定委托在受理之日起3个工作日内发出。二是统一投诉登记入口，同一事项只登记一次、只计算一个期限。三是将联络点办理质量纳入街道年度质量工作考核，对逾期率高于2%的街道由领导小组办公室督办。"),)),
    Paragraph((Text("请各成员单位对照本报告所列问题，于2013年2月28日前将整改措施报领导小组办公室。"),)),
)
