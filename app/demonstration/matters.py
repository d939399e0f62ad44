"""What a demonstration case is about: invented employers, projects, crews and sums; it performs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.demonstration.journeys import Road
from app.demonstration.stories import COMPLAINT, company, person, roster

BUILDING = ("房建市政", "交通水利", "其他工程")
TRADES = {
    "房建市政": ("建筑工程", "劳务", "装饰", "机电安装"),
    "交通水利": ("市政工程", "劳务"),
    "园林养护": ("园林绿化",),
    "其他工程": ("机电安装", "装饰"),
    "物流": ("物流",),
    "制造": ("制造",),
    "餐饮服务": ("餐饮管理",),
    "平台用工": ("物流",),
    "其他": ("商贸",),
}
PROJECTS = (
    "安置小区", "学校综合楼", "道路改造", "产业园厂房", "医院扩建", "老旧小区管网改造", "河道治理",
    "标准厂房", "冷链仓库", "污水处理厂提标", "商业综合体", "公园提升",
)  # fmt: skip
FUNDING = ("社会", "社会", "社会", "政府投资", "国企", "财政")
ROADS = ("海滨示例路", "通达示例道", "津滨示例大道", "新港示例路", "空港示例街")


@dataclass(frozen=True)
class Matter:
    """The facts of one complaint; `rows` is the roster, `total` its sum in yuan."""

    employer: dict[str, Any]
    crew: list[str]
    months: list[str]
    gross: dict[str, Decimal]
    rows: list[dict[str, Any]]
    sector: str
    funding: str
    address: str
    project: str

    @property
    def total(self) -> Decimal:
        """The wages owed in all."""
        return sum((self.gross[name] * len(self.months) for name in self.crew), Decimal(0))

    @property
    def building(self) -> bool:
        """Whether it is engineering work, with a chain of contractors."""
        return self.sector in (*BUILDING, "园林养护")

    @property
    def region(self) -> str:
        """The first six figures of the employer's credit code after its kind."""
        return str(self.employer.get("uscc") or "63010263")[2:8]


def invent(
    road: Road, *, sector: str | None = None, heads: int | None = None, months: int | None = None
) -> Matter:
    """Invent a matter; sector, headcount and months of arrears may be said."""
    sector = sector or road.pick("房建市政", "房建市政", "房建市政", *TRADES)
    tianjin = road.district.key == "tj_ftz"
    names = _crew(road, heads or road.pick(1, 1, 1, 2, 3, 4, 5, 6, 8, 12))
    spell = _months(road.today, months or road.pick(1, 2, 2, 3))
    gross = {name: Decimal(road.random.randrange(36, 78) * 100) for name in names}
    building = sector in (*BUILDING, "园林养护")
    place = "天津" if tianjin else "青海"
    employer = company(
        road.inventor,
        road.inventor.company_name(place, road.pick(*TRADES[sector])),
        road.pick("120116", "120118") if tianjin else road.pick("630102", "630103"),
    )
    return Matter(
        employer=employer | {"legal_rep": road.inventor.person_name(), "address": address_of(road)},
        crew=names,
        months=spell,
        gross=gross,
        rows=roster(road.inventor, names, spell, gross),
        sector=sector,
        funding=road.pick(*FUNDING) if building else "不涉及工程",
        address=address_of(road),
        project=f"示例{road.pick(*PROJECTS)}项目" if building else "",
    )


def address_of(road: Road) -> str:
    """Return an invented address in the district; in Xining one that names a community or the town."""
    number = road.random.randrange(1, 180)
    if road.district.key == "tj_ftz":
        return f"天津港保税区{road.pick(*ROADS)}{number}号"
    places = [unit for unit in road.district.units.values() if unit.keywords]
    return f"西宁市城东区{road.pick(*road.pick(*places).keywords)}示例段{number}号"


def complaint(road: Road, matter: Matter, **more: Any) -> dict[str, Any]:
    """Return the answers with which a matter is registered; `more` holds further ones, dots written as `__`."""
    heads = len(matter.crew)
    answers: dict[str, Any] = COMPLAINT | {
        "case.complaint.received_at": road.now,
        "case.reporter.identity": person(road.inventor, matter.crew[0]),
        "case.employer": matter.employer,
        "case.complaint.work_place": matter.address,
        "sector": matter.sector,
        "funding": matter.funding,
        "case.complaint.arrears_from": matter.months[0],
        "case.complaint.arrears_to": matter.months[-1],
        "case.complaint.amount_claimed": matter.total,
        "headcount": Decimal(heads),
        "case.reporter.wish": road.pick("可公开", "可公开", "要求保密"),
        "case.complaint.demands": _demands(road, matter),
    }
    if matter.building:
        answers |= {"case.project.name": matter.project, "case.project.address": matter.address}
    if heads >= 10:
        answers["case.roster"] = matter.rows
        answers["case.group.representatives"] = [{"name": name} for name in matter.crew[:3]]
    return answers | {name.replace("__", "."): value for name, value in more.items()}


def chain(road: Road, matter: Matter) -> list[dict[str, Any]]:
    """Return the other parties of a building site."""
    place = "天津" if road.district.key == "tj_ftz" else "青海"
    contractor = company(road.inventor, road.inventor.company_name(place, "建筑工程"), matter.region)
    labour = company(road.inventor, road.inventor.company_name(place, "劳务"), matter.region)
    return [{"place": "施工总承包单位", **contractor}, {"place": "劳务公司", **labour}]


def payments(
    road: Road, matter: Matter, share: Decimal, source: str = "用人单位", **more: Any
) -> list[dict[str, Any]]:
    """Return payments to every worker of the case: a share of what is owed to each."""
    workers = road.workers(road.case)
    return [
        {
            "worker": workers[name],
            "amount": (matter.gross[name] * len(matter.months) * share).quantize(Decimal("0.01")),
            "paid_on": road.today,
            "source": source,
            **more,
        }
        for name in matter.crew
        if name in workers
    ]


def _crew(road: Road, count: int) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < count:
        names[road.inventor.person_name()] = None
    return list(names)


def _months(today: date, count: int) -> list[str]:
    """Return the last full months before a day, the earliest first."""
    last = today.year * 12 + today.month - 2
    return [f"{at // 12}-{at % 12 + 1:02d}" for at in range(last - count + 1, last + 1)]


def _demands(road: Road, matter: Matter) -> str:
    work = f"在{matter.project}做工" if matter.building else f"在{matter.employer['name']}上班"
    who = f"{len(matter.crew)}人" if len(matter.crew) > 1 else "本人"
    span = matter.months[0] if len(matter.months) == 1 else f"{matter.months[0]}至{matter.months[-1]}"
    way = road.pick("多次讨要未果", "负责人称等工程回款", "负责人电话已经打不通", "只发过少量生活费")
    return f"{who}{work}，{span}的工资共{matter.total:,.2f}元没有发，{way}，请求帮助要回。"
