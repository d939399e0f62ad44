"""The registers of the office: what each is called, whose work it concerns, who keeps it and its columns; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.registers.codes import ITEMS_OF_PROCESS, LEVELS, MEASURES, MEETINGS, RATINGS, SOURCES
from app.registers.columns import Column

EVERYBODY = "*"


@dataclass(frozen=True)
class Register:
    """A register (台账). `lanes` are those whose units read its own rows, `keepers` those who keep them.

    `number` is the column that tells its own rows apart; a register without one has no rows of its own.
    """

    key: str
    zh: str
    en: str
    note_zh: str
    note_en: str
    columns: tuple[Column, ...]
    lanes: tuple[str, ...] = (EVERYBODY,)
    keepers: tuple[str, ...] = ()
    number: str = ""

    @property
    def own(self) -> tuple[Column, ...]:
        """The columns that are typed or imported."""
        return tuple(column for column in self.columns if column.own)


def _own(
    key: str, zh: str, en: str, kind: str = "text", *, required: bool = False, total: bool = False, listed: bool = True,
    choices: tuple[tuple[str, str], ...] = (), codes: tuple[tuple[str, str], ...] = (),
) -> Column:  # fmt: skip
    return Column(key, zh, en, kind, True, required, total, listed, choices, codes)


_MONEY = "money"
_STATE = Column("state", "状态", "State")
_CASE = Column("case_no", "案号", "Case number")
_KINDS = (
    ("房建", "Buildings"), ("市政", "Municipal"), ("交通", "Transport"), ("水利", "Water"),
    ("园林养护", "Gardens"), ("其他", "Other"),
)  # fmt: skip
_FUNDING = (
    ("政府投资", "Government"), ("财政", "Budget"), ("国企", "State-owned company"), ("社会", "Private"),
)  # fmt: skip
_FORMS = (("现金存储", "Cash"), ("银行保函", "Bank guarantee"))
_ITEMS = (
    ("宣传", "Publicity"), ("培训", "Training"), ("维权指引", "Guide to rights"), ("新闻发布", "News"),
    ("其他", "Other"),
)  # fmt: skip
FIVE = ("real_name", "special_account", "proxy_pay", "deposit_held", "notice_board")
"""The five-item check of a project: 实名制、专户、代发、保证金、公示牌."""

REGISTERS: Mapping[str, Register] = {
    each.key: each
    for each in (
        Register(
            "projects", "工程项目台账", "Projects",
            "五项制度：实名制、工资专户、总包代发、工资保证金、维权公示牌；登记之后以最近一次现场核查为准；没有登记实名制而平台名册已导入的算有；保证金取自保证金账，案件取自案件",
            "The five items: real-name register, wage account, payment by the contractor, deposit, rights board; the "
            "last check on site counts; an imported list stands for the register; the "
            "deposit comes from its ledger, cases from the cases",
            (
                _own("name", "项目名称", "Project", required=True),
                _own("permit_no", "施工许可证号", "Permit"),
                _own("kind", "工程类别", "Kind", "choice", listed=False, choices=_KINDS),
                _own("funding", "资金性质", "Funding", "choice", listed=False, choices=_FUNDING),
                _own("owner", "建设单位", "Owner", listed=False),
                _own("contractor", "施工总承包单位", "General contractor"),
                _own("contractor_uscc", "总承包单位信用代码", "Contractor's credit code", "uscc", listed=False),
                _own("address", "工程地址", "Address", listed=False),
                _own("contract_amount", "合同价", "Contract", _MONEY, total=True, listed=False),
                _own("real_name", "实名制", "Real-name", "yesno"),
                _own("special_account", "工资专户", "Wage account", "yesno"),
                _own("proxy_pay", "总包代发", "Paid by contractor", "yesno"),
                Column("deposit_held", "保证金", "Deposit", "yesno"),
                _own("notice_board", "公示牌", "Rights board", "yesno"),
                Column("five", "五项制度", "Five items"),
                Column("real_name_on", "实名制最近导入", "Real-name list of", "date", listed=False),
                Column("real_name_workers", "实名制人数", "Workers by real name", "number", listed=False),
                Column("real_name_missing", "缺考勤天数", "Days without attendance", "number", listed=False),
                Column("checked_on", "最近核查", "Last check", "date", listed=False),
                Column("labour_month", "人工费月份", "Month of labour cost", listed=False),
                Column("labour_due", "当月应拨人工费", "Labour cost due", _MONEY, listed=False),
                Column("labour_paid", "当月实拨人工费", "Labour cost paid", _MONEY, listed=False),
                Column("cases", "案件", "Cases", "number", total=True),
                Column("open_cases", "在办", "Open", "number", total=True),
            ),
            lanes=("labour_authority", "construction_authority", "gov_project_owner", "credit_authority", "finance",
                   "gov_service", "urban_environment"),
            keepers=("coordination_office", "labour_authority", "construction_authority", "gov_project_owner",
                     "urban_environment"),
            number="name",
        ),
        Register(
            "deposits", "工资保证金台账", "Wage deposits",
            "按项目记账，现金与保函分列；存储、动用、补足、退还都来自流程或在此登记",
            "One account a project, cash and guarantee apart; what is stored, used, topped up and returned comes from "
            "the process or is recorded here",
            (
                _own("name", "项目名称", "Project", required=True),
                Column("permit_no", "施工许可证号", "Permit"),
                _own("form", "形式", "Form", "choice", required=True, listed=False, choices=_FORMS),
                _own("amount", "存储金额", "Stored", _MONEY, required=True, listed=False),
                _own("stored_on", "存储日期", "Stored on", "date", required=True, listed=False),
                _own("guarantee_no", "保函编号", "Guarantee number", listed=False),
                Column("cash", "现金余额", "Cash", _MONEY, total=True),
                Column("guarantee", "保函金额", "Guarantee", _MONEY, total=True),
                Column("used", "累计动用", "Used", _MONEY, total=True),
                Column("to_top_up", "待补足", "To be topped up", _MONEY, total=True),
                Column("returned", "已退还", "Returned", _MONEY, total=True),
                _STATE,
            ),
            lanes=("labour_authority", "construction_authority", "gov_project_owner", "finance", "gov_service"),
            keepers=("labour_authority", "construction_authority"),
            number="name",
        ),
        Register(
            "fund", "应急周转金台账", "Emergency fund",
            "每笔垫付、追回、核对到账和核销；应收追偿直到为零或经批准核销",
            "Every advance, recovery, confirmation and write-off; a claim stays until it is nothing or written off",
            (
                _CASE,
                _own("amount", "拨付金额", "Allocated", _MONEY, required=True, listed=False),
                _own("on", "拨付日期", "Day", "date", required=True, listed=False),
                _own("note", "拨付文号或说明", "Paper or remark", required=True, listed=False),
                Column("employer", "用人单位", "Employer"),
                Column("advanced", "垫付", "Advanced", _MONEY, total=True),
                Column("recovered", "已追回", "Recovered", _MONEY, total=True),
                Column("in_transit", "待核对到账", "To be confirmed", _MONEY, total=True),
                Column("receivable", "尚未收回", "Outstanding", _MONEY, total=True),
                Column("written_off", "已核销", "Written off", _MONEY, total=True),
                _STATE,
            ),
            lanes=("labour_authority", "finance", "convenor"),
            keepers=("finance",),
        ),
        Register(
            "sme", "中小企业清欠台账", "Arrears of small and medium enterprises",
            "账款不计入欠薪；其中含工资的，转受理", "No wage arrears; a part that is wages goes to intake",
            (
                _own("contract", "合同名称与编号", "Contract", required=True),
                _own("debtor", "欠款单位", "Debtor", required=True),
                _own("creditor", "中小企业", "Creditor", required=True),
                _own("source", "线索来源", "Source", listed=False, codes=SOURCES),
                _own("pay_term", "应付日期", "Due", "date"),
                _own("amount", "拖欠金额", "Arrears", _MONEY, required=True, total=True),
                _own("wage_part", "其中工资", "Wages in it", _MONEY, total=True, listed=False),
                _own("unit", "责任部门", "Unit in charge", "unit"),
                _own("paid", "已付", "Paid", _MONEY, total=True),
                Column("rest", "尚欠", "Rest", _MONEY, total=True),
                _own("closed_on", "销账日期", "Cleared on", "date", listed=False),
                _STATE,
            ),
            lanes=("industry_it", "finance", "credit_authority", "soe_regulator"),
            keepers=("industry_it", "coordination_office"),
            number="contract",
        ),
        Register(
            "employers", "用人单位台账", "Employers",
            "按统一社会信用代码归并，无代码的按名称；名单状态与平台公示状态分列",
            "By unified social credit code, else by name; the state on the list and on the platform apart",
            (
                Column("name", "单位名称", "Name"),
                Column("uscc", "统一社会信用代码", "Credit code"),
                Column("cases", "案件", "Cases", "number", total=True),
                Column("open_cases", "在办", "Open", "number", total=True),
                Column("headcount", "涉及人数", "Workers", "number", total=True),
                Column("claimed", "诉求金额", "Claimed", _MONEY, total=True),
                Column("paid", "已付", "Paid", _MONEY, total=True),
                Column("list_state", "名单状态", "On the list"),
                Column("platform_state", "平台公示", "On the platform"),
                Column("last_case", "最近登记", "Last case", "date"),
            ),
        ),
        Register(
            "measures", "联合惩戒措施台账", "Joint-punishment measures",
            "各单位对名单对象采取和解除的措施，以及施工许可管控措施",
            "What each unit did to those on the list, and lifted; restrictions of permits too",
            (
                Column("subject", "惩戒对象", "Subject"),
                Column("unit", "实施单位", "Unit", "unit"),
                Column("measure", "措施", "Measure", codes=MEASURES),
                Column("basis", "依据", "Ground", listed=False),
                Column("start_on", "起始日", "From", "date"),
                Column("lifted_on", "解除日", "Lifted", "date"),
                _CASE,
                _STATE,
            ),
        ),
        Register(
            "listed", "失信名单台账", "The list of punished enterprises",
            "名单状态与信用平台公示状态是两件事，分别记载", "The list and the platform are two states",
            (
                Column("subject", "列入对象", "Subject"),
                Column("uscc", "代码（证件已遮盖）", "Code (identity numbers masked)"),
                Column("decision_no", "列入决定", "Decision"),
                Column("decided_on", "决定日期", "Decided", "date"),
                Column("published_on", "公开日期", "Published", "date", listed=False),
                Column("removed_on", "移出日期", "Removed", "date"),
                Column("list_state", "名单状态", "On the list"),
                Column("platform_state", "平台公示状态", "On the platform"),
                Column("platform_since", "平台公示自", "On the platform since", "date", listed=False),
                _CASE,
            ),
        ),
        Register(
            "supervision", "督办台账", "Supervision",
            "每次督办的事项、级别、责任单位、报结期限与评价", "Each supervision: matter, level, unit, term and rating",
            (
                Column("subject", "督办事项", "Matter"),
                Column("level", "级别", "Level", codes=LEVELS),
                Column("unit", "责任单位", "Unit", "unit"),
                Column("issued_on", "发起", "Begun", "date"),
                Column("reply_due", "应反馈", "Due", "date"),
                Column("answered_on", "反馈", "Answered", "date"),
                Column("rating", "评价", "Rating", codes=RATINGS),
                _CASE,
                _STATE,
            ),
        ),
        Register(
            "meetings", "会议与决定台账", "Meetings and decisions",
            "每项决定的牵头单位和期限；没有形成决定的会议也在内",
            "Each decision with unit and term; meetings without one too",
            (
                Column("kind", "会议", "Meeting", codes=MEETINGS),
                Column("meeting_at", "时间", "Held", "date"),
                Column("item_no", "序号", "No."),
                Column("decision", "决定事项", "Decision"),
                Column("unit", "牵头单位", "Unit", "unit"),
                Column("due", "期限", "Due", "date"),
                _CASE,
                _STATE,
            ),
        ),
        Register(
            "instructions", "上级部署台账", "Instructions from above",
            "逐件登记、分解到单位、记进展、办结销号；需要督促的可发起督办",
            "Entered one by one, divided among units, followed and closed; supervision can be begun",
            (
                _own("number", "文号", "Number", required=True),
                _own("issuer", "交办机关", "From", required=True),
                _own("title", "事项", "Matter", required=True),
                _own("demand", "要求", "Demand", "long", listed=False),
                _own("received_on", "收到", "Received", "date", required=True),
                _own("due_on", "报结期限", "Due", "date"),
                _own("unit", "牵头单位", "Lead unit", "unit", required=True),
                _own("division", "分解（单位、任务、期限）", "Divided among units", "long", listed=False),
                _own("progress", "进展", "Progress", "long", listed=False),
                _own("closed_on", "办结日期", "Closed on", "date"),
                _STATE,
            ),
            keepers=("coordination_office",),
            number="number",
        ),
        Register(
            "publicity", "宣传培训台账", "Publicity and training",
            "计划、审核、实施和佐证；流程办理的自动列入",
            "Planned, reviewed, done and proven; those of the process included",
            (
                _own("topic", "主题", "Topic", required=True),
                _own("item_type", "类别", "Kind", "choice", choices=_ITEMS, codes=ITEMS_OF_PROCESS),
                _own("unit", "承办单位", "Unit", "unit", required=True),
                _own("planned_on", "计划日期", "Planned", "date"),
                _own("done_on", "实施日期", "Done", "date"),
                _own("reached", "覆盖人数", "Reached", "number", total=True),
                _own("link", "地点或网址", "Place or address", listed=False),
                _STATE,
            ),
            keepers=("coordination_office", "publicity_cyber", "labour_authority", "judicial_bureau", "union"),
            number="topic",
        ),
    )
}  # fmt: skip
"""All registers by key."""
