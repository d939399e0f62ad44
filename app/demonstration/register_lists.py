"""What the officers of the demonstration hold in lists of their own: projects, deposits, instructions and more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.actions.registers import allocate_to_fund, import_rows, store_deposits
from app.actors import Actor
from app.demonstration.player import Player
from storage.gathered import projects_in

DISTRICTS = ("tj_ftz", "xn_chengdong")
FILE = "演示台账.xlsx"
MOST_PROJECTS = 8
UNKNOWN = {"tj_ftz": "示例临港物流园一期", "xn_chengdong": "示例东川路改造"}
"""A project in each district that no case knows yet."""
ABOVE = {"tj_ftz": "滨海新区工作机制办公室", "xn_chengdong": "西宁市联席会议办公室"}
PAPER = {"tj_ftz": "津滨根治欠薪办", "xn_chengdong": "宁清欠办"}


def keep_registers(player: Player, today: date) -> int:
    """Let the officers of each district enter what they hold; return how many rows there are."""
    count = 0
    for district in DISTRICTS:
        with player.session() as session:
            office = player.officers(session, f"{district}.office", "office_director")[0]
            known = [project.name for project, _ in projects_in(session, [], [district])]
            names = list(dict.fromkeys(known))[:MOST_PROJECTS]
            lists = {
                "projects": _projects([*names, UNKNOWN[district]]),
                "instructions": _instructions(district, today),
                "publicity": _publicity(district, today),
            }
            for key, rows in lists.items():
                count += sum(import_rows(session, key, district, rows, FILE, by=office))
            keeper = player.officers(session, f"{district}.labour", "deposit_officer")[0]
            count += _deposits(session, district, [UNKNOWN[district]], today, keeper)
            if district == "tj_ftz":
                count += _of_tianjin(player, session, today)
    return count


def _projects(names: list[str]) -> list[dict[str, Any]]:
    marks = (True, True, False, True)
    return [
        {
            "name": name,
            "permit_no": f"示例许可{number:04d}",
            "kind": "房建",
            "contract_amount": f"{(number + 1) * 6_500_000:.2f}",
            "real_name": marks[number % 4],
            "special_account": marks[(number + 1) % 4],
            "proxy_pay": marks[(number + 2) % 4],
            "notice_board": marks[(number + 3) % 4],
        }
        for number, name in enumerate(names)
    ]


def _instructions(district: str, today: date) -> list[dict[str, Any]]:
    def day(days: int) -> str:
        return (today + timedelta(days=days)).isoformat()

    year, sender = today.year, ABOVE[district]
    return [
        {
            "number": f"{PAPER[district]}〔{year}〕{number}号", "issuer": sender, "title": title, "demand": demand,
            "received_on": day(received), "due_on": day(due), "unit": f"{district}.{unit}",
            "division": division, **more,
        }
        for number, title, demand, received, due, unit, division, more in (
            (3, "开展在建项目工资支付隐患排查", "逐项目核查五项制度，形成清单。", -60, -20, "labour",
             "建设部门：工地名单；人社部门：核查和汇总", {"progress": "已核查并报送", "closed_on": day(-22)}),
            (7, "报送重点欠薪案件办理情况", "每件写明责任单位和化解期限。", -20, -2, "office", "各成员单位：本单位案件",
             {"progress": "已汇总八件，余两件待补"}),
            (9, "部署冬季专项行动", "制定方案，按周报进展。", -5, 25, "labour", "各成员单位按职责分工", {}),
        )
    ]  # fmt: skip


def _publicity(district: str, today: date) -> list[dict[str, Any]]:
    done, planned = today - timedelta(days=30), today + timedelta(days=15)
    return [
        {"topic": "工资支付条例进工地", "item_type": "宣传", "unit": f"{district}.labour",
         "planned_on": done.isoformat(), "done_on": done.isoformat(), "reached": "180", "link": "示例工地项目部"},
        {"topic": "岁末维权指引", "item_type": "维权指引", "unit": f"{district}.union",
         "planned_on": planned.isoformat()},
    ]  # fmt: skip


def _deposits(session: Session, district: str, names: list[str], today: date, by: Actor) -> int:
    on = (today - timedelta(days=200)).isoformat()
    rows = [{"name": name, "form": "现金存储", "amount": "260000.00", "stored_on": on} for name in names]
    return store_deposits(session, district, rows, by=by)


def _of_tianjin(player: Player, session: Session, today: date) -> int:
    """The fund has its yearly allocation, and the ledger of arrears to enterprises is kept."""
    finance = player.officers(session, "tj_ftz.finance", "finance_approver")[0]
    on = (today - timedelta(days=120)).isoformat()
    given = {"amount": "1000000.00", "on": on, "note": "年度应急周转金预算"}
    allocate_to_fund(session, "tj_ftz", given, by=finance)
    director = player.officers(session, "tj_ftz.office", "office_director")[0]
    rows = [
        {"contract": "示例绿化养护合同", "debtor": "示例园区管理公司", "creditor": "示例园林工程有限公司",
         "amount": "186000.00",
         "paid": "86000.00", "pay_term": on, "unit": "tj_ftz.industry"},
        {"contract": "示例设备采购合同", "debtor": "示例投资公司", "creditor": "示例机电设备有限公司",
         "amount": "92000.00",
         "paid": "92000.00", "pay_term": on, "unit": "tj_ftz.industry", "closed_on": today.isoformat()},
    ]  # fmt: skip
    return 1 + sum(import_rows(session, "sme", "tj_ftz", rows, FILE, by=director))
