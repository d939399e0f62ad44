"""The tables of figures: each with its definition, and with the address of the list behind every number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from app.actors import Actor
from app.lights import LIGHT_NAMES
from app.views.figures_query import FiguresQuery, days_of, months, span_of, weeks
from app.views.figures_words import light_spans, rules_of_others, value_name
from app.views.naming import unit_name
from app.views.words import day, t
from storage.case_filter import AMOUNTS, SIZES, Reach
from storage.clock_figures import Punctuality, clocks_within, punctuality_by_unit
from storage.figures import Figure, Flow, figures_by, flows_by_unit, numbers_within, total_of

PLACES = ("unit", "stage", "sector", "amount", "size")


@dataclass(frozen=True)
class Cell:
    """A number and the address of what it counts; `share` is a part of a hundred."""

    value: int | Decimal | None
    address: str = ""
    share: bool = False


@dataclass(frozen=True)
class Row:
    """A row: what it is about and its numbers."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A table of figures: `note` says how they are counted, `picture` which columns are drawn."""

    key: str
    title: str
    head: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""
    total: Row | None = None
    colours: tuple[str, ...] = field(default=("blue",))

    @property
    def most(self) -> int:
        """The largest number in the first column, for bars."""
        return max((int(row.cells[0].value or 0) for row in self.rows), default=0)


@dataclass(frozen=True)
class Asked:
    """What the figures are counted for."""

    session: Session
    who: Actor
    query: FiguresQuery
    reach: Reach
    at: datetime
    stages: Mapping[str, str]


def tables(asked: Asked) -> list[Table]:
    """Return all tables of the page; how many questions they ask does not depend on how much there is."""
    others = rules_of_others()
    return [
        _lights(asked, others),
        *(_by(asked, others, dimension) for dimension in PLACES),
        _trend(asked, others),
        _assessment(asked, others),
    ]


def _lights(asked: Asked, others: tuple[str, ...]) -> Table:
    """Cases in hand by the light of the earliest clock; together they are all of them."""
    wanted = asked.query.cases(others, open=True)
    windows = light_spans(asked.session, asked.who)
    numbers = numbers_within(asked.session, wanted, asked.reach, "due", list(windows.values()))
    whole = total_of(asked.session, wanted, asked.reach)
    rows = tuple(
        Row(t(*LIGHT_NAMES[light]), (Cell(number, asked.query.list_of_cases(open="open", light=light)),))
        for light, number in zip(windows, numbers, strict=True)
    )
    note = t(
        "按每件案件中最早届满的在计时限归类；只计应由单位办理的时限，每件案件只计一次。",
        "Each case counts once, under its clock that ends first; only clocks count that an authority has to meet.",
    )
    return Table(
        "lights", t("在办案件的时限", "Clocks of cases in hand"), t("时限", "Clock"), (t("案件", "Cases"),), rows, note,
        _whole(asked, whole, 1),
    )  # fmt: skip


def _by(asked: Asked, others: tuple[str, ...], dimension: str) -> Table:
    """Cases in hand by a dimension, with their workers and amounts."""
    wanted = asked.query.cases(others, open=True)
    found = figures_by(asked.session, wanted, asked.reach, dimension)
    bands = {"amount": list(AMOUNTS), "size": list(SIZES)}.get(dimension)
    if bands is not None:
        found = sorted(found, key=lambda figure: bands.index(figure.key))
    rows = tuple(
        Row(value_name(dimension, figure.key, asked.stages), _cells(asked, dimension, figure))
        for figure in found
    )
    heads = _HEADS[dimension]
    columns = (t("在办案件", "Cases in hand"), t("人数", "Workers"), t("主张金额（元）", "Claimed (yuan)"))
    whole = Figure(
        "",
        sum(figure.cases for figure in found),
        sum(figure.workers for figure in found),
        sum((figure.amount for figure in found), Decimal(0)),
    )
    return Table(dimension, t(*heads[:2]), t(*heads[2:]), columns, rows, "", _whole(asked, whole, 3))


def _cells(asked: Asked, dimension: str, figure: Figure) -> tuple[Cell, ...]:
    name = "stage" if dimension == "stage" else dimension
    value = figure.key or "-"
    address = asked.query.list_of_cases(**{"open": "open", name: value})
    return (Cell(figure.cases, address), Cell(figure.workers, address), Cell(figure.amount, address))


def _whole(asked: Asked, whole: Figure, width: int) -> Row:
    address = asked.query.list_of_cases(open="open")
    cells = (Cell(whole.cases, address), Cell(whole.workers, address), Cell(whole.amount, address))
    return Row(t("合计", "Total"), cells[:width])


def _trend(asked: Asked, others: tuple[str, ...]) -> Table:
    """Cases that came in and were closed, and clocks that ran out, by month or week of the period."""
    query = asked.query
    steps = (weeks if query.step == "week" else months)(query.time(asked.at.date()))
    texts = [days_of(*step) for step in steps]
    spans = [span_of(text) for text in texts]
    wanted = query.cases(others)
    came = numbers_within(asked.session, wanted, asked.reach, "came", spans)
    ended = numbers_within(asked.session, wanted, asked.reach, "ended", spans)
    missed = clocks_within(asked.session, query.clocks(others), asked.reach, asked.at, spans)
    rows = tuple(
        Row(
            _step_name(query, step),
            (
                Cell(came[n], query.list_of_cases(came=texts[n])),
                Cell(ended[n], query.list_of_cases(ended=texts[n])),
                Cell(missed[n], query.list_of_clocks(due=texts[n], standing="missed")),
            ),
        )
        for n, step in enumerate(steps)
    )
    note = t(
        "登记和办结按案件的登记、办结时间计；逾期时限指在该期间届满、届满时尚未办理的时限。",
        "Cases count when they were registered or closed; a clock counts where it ended without being met by then.",
    )
    columns = (t("登记案件", "Came in"), t("办结案件", "Closed"), t("逾期时限", "Clocks missed"))
    head = t("周", "Week") if query.step == "week" else t("月", "Month")
    return Table("trend", t("趋势", "Trend"), head, columns, rows, note, colours=("blue", "green", "red"))


def _step_name(query: FiguresQuery, step: tuple[object, object]) -> str:
    first, last = step
    if query.step == "week":
        return f"{day(first)} – {day(last)}"  # type: ignore[arg-type]
    return f"{first:%Y-%m}"


def _assessment(asked: Asked, others: tuple[str, ...]) -> Table:
    """On-time and completion rates by unit, over the period."""
    query = asked.query
    period = query.time(asked.at.date())
    days = days_of(period.first, period.last)
    clocks = punctuality_by_unit(
        asked.session, query.clocks(others, due=span_of(days)), asked.reach, asked.at
    )
    flows = flows_by_unit(asked.session, query.cases(others, came=span_of(days)), asked.reach)
    units = sorted({each.unit for each in clocks} | {each.unit for each in flows})
    by_unit = {each.unit: each for each in clocks}
    flow_of = {each.unit: each for each in flows}
    rows = tuple(_assessed(query, unit, days, by_unit.get(unit), flow_of.get(unit)) for unit in units)
    note = t(
        "应办时限：期间内届满、应由单位办理的时限（已被替换、已中止的不计；归办理该环节的单位，未办的归现承办单位）。"
        "按期率 = 按期办理 ÷ 应办时限。办结率 = 期间内登记的案件中现已办结的 ÷ "
        "期间内登记的案件（归现承办单位，已办结的归最后办理的单位）。",
        "Clocks ended: those that ended within the period and that an authority had to meet, without replaced and "
        "suspended ones; they count for the unit that met them, else for the one that holds the work now. On-time rate "
        "= met in time ÷ clocks ended. Completion rate = cases closed by now ÷ cases that came in within the period, "
        "for the unit at work, closed ones for the last that worked on them.",
    )
    columns = (
        t("应办时限", "Clocks ended"), t("按期办理", "In time"), t("逾期办理", "Late"), t("逾期未办", "Not done"),
        t("按期率", "On-time rate"), t("登记案件", "Came in"), t("其中已办结", "Of these closed"),
        t("办结率", "Completion rate"),
    )  # fmt: skip
    return Table(
        "assessment",
        t("考核：各单位按期率和办结率", "Assessment by unit"),
        t("单位", "Unit"),
        columns,
        rows,
        note,
    )


def _assessed(
    query: FiguresQuery, unit: str, days: str, clocks: Punctuality | None, flow: Flow | None
) -> Row:
    clocks = clocks or Punctuality(unit, 0, 0, 0, 0)
    flow = flow or Flow(unit, 0, 0)

    def behind(standing: str) -> str:
        return query.list_of_clocks(unit=unit, due=days, standing=standing)

    came = query.list_of_cases(unit=unit, came=days)
    closed = query.list_of_cases(unit=unit, came=days, open="closed")
    return Row(
        unit_name(unit, short_form=True),
        (
            Cell(clocks.ended, behind("ended")),
            Cell(clocks.on_time, behind("on_time")),
            Cell(clocks.late, behind("late")),
            Cell(clocks.unmet, behind("unmet")),
            Cell(_rate(clocks.on_time, clocks.ended), behind("on_time"), share=True),
            Cell(flow.came, came),
            Cell(flow.closed, closed),
            Cell(_rate(flow.closed, flow.came), closed, share=True),
        ),
    )


def _rate(part: int, whole: int) -> Decimal | None:
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1")) if whole else None


_HEADS: Mapping[str, tuple[str, str, str, str]] = {
    "unit": ("在办案件按承办单位", "Cases in hand by unit", "承办单位", "Unit"),
    "stage": ("在办案件按阶段", "Cases in hand by stage", "阶段", "Stage"),
    "sector": ("在办案件按行业", "Cases in hand by sector", "行业", "Sector"),
    "amount": ("在办案件按主张金额", "Cases in hand by amount claimed", "主张金额", "Amount"),
    "size": ("在办案件按人数", "Cases in hand by workers", "人数", "Workers"),
}
