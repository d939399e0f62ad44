"""Exchanges with other systems: what goes out, what became of it, receipts, comparison, and clues that come in."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import quote, urlencode

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.actions.exchanging import confirm_exchange, retry_exchange, take_answer, take_exchange, void_exchange
from app.actions.receiving_clues import CHANNELS, receive_clue
from app.clock import local
from app.exchanges.clues import ClueFile, read_clues
from app.exchanges.comparing import Comparison, by_day, compare, read_receipts, read_statement
from app.exchanges.ways import Ways
from app.refusals import AlreadyDone, InvalidAnswers, NotFound, NotReady
from app.rosters.words import reason
from app.views.access import actor, db, house, needs
from app.views.exchange_words import (
    AS_EXCHANGES,
    MAIL,
    STATES,
    ExchangeLine,
    districts_where,
    exchange_line,
    receiver_name,
)
from app.views.words import t
from storage.exchanges import (
    PAGE,
    exchange_by_key,
    exchange_of,
    exchanges_by_state,
    exchanges_in,
    exchanges_since,
    exchanges_with,
    received_files_in,
)
from storage.models import ReceivedFile
from storage.reminders import mails_since

blueprint = Blueprint("exchanges", __name__, url_prefix="/exchanges")
DAYS = 31
"""Days that the page of reconciliation goes back."""


@blueprint.get("")
@needs("exchange.read")
def page() -> str:
    """List what goes out, newest first, with how much is in each state."""
    districts, asked = districts_where(actor(), "exchange.read"), request.args
    start = int(asked.get("start", "")[:6]) if asked.get("start", "").isdigit() else 0
    kept = {"state": asked.get("state", ""), "receiver": asked.get("receiver", "")}
    found = exchanges_in(db(), districts, **kept, start=start)
    return render_template(
        "exchanges.html",
        lines=[exchange_line(*each) for each in found[:PAGE]],
        counts=_counts(exchanges_by_state(db(), districts)),
        asked=kept,
        files=[_file_line(each) for each in received_files_in(db(), districts)],
        pager=_pager(start, len(found) > PAGE, kept),
        **_choices(),
    )


@blueprint.get("/days")
@needs("exchange.read")
def days() -> str:
    """Show by day and receiver what was made, confirmed, never answered and not delivered."""
    districts = districts_where(actor(), "exchange.read")
    since = house().now() - timedelta(days=DAYS)
    found = exchanges_since(db(), districts, since)
    mails = [(MAIL, AS_EXCHANGES[state], at) for state, at in mails_since(db(), districts, since)]
    told = by_day((receiver, state, local(at).date()) for receiver, state, at in [*found, *mails])
    return render_template("exchange_days.html", days=[(each, receiver_name(each.receiver)) for each in told])


@blueprint.get("/<exchange_id>")
@needs("exchange.read")
def one(exchange_id: str) -> str:
    """Show one exchange and what may be done with it."""
    return render_template("exchange.html", line=_line(exchange_id))


@blueprint.post("/<exchange_id>/content")
@needs("exchange.work")
def content(exchange_id: str) -> Response:
    """Send the content, to be handed over by people; it is on record before the first byte leaves."""
    row, data = take_exchange(db(), exchange_id, by=actor())
    response = make_response(data)
    response.mimetype = "text/csv" if row.file_name.endswith(".csv") else "application/json"
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.file_name)}"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@blueprint.post("/<exchange_id>/confirm")
@needs("exchange.work")
def confirm(exchange_id: str) -> Response:
    """Confirm by hand that the receiver has taken it."""
    try:
        day = date.fromisoformat(request.form.get("day", ""))
        confirm_exchange(db(), exchange_id, request.form.get("number", ""), day, by=actor())
        flash(t("已登记对方的回执。", "The receipt is noted."))
    except ValueError:
        flash(t("请填写真实的回执日期，例如 2025-09-26。", "Give a real day such as 2025-09-26."), "bad")
    except InvalidAnswers as refusal:
        flash(t(refusal.zh, refusal.en), "bad")
    return redirect(url_for("exchanges.one", exchange_id=exchange_id))


@blueprint.post("/<exchange_id>/retry")
@needs("exchange.work")
def retry(exchange_id: str) -> Response:
    """Send it again; the receiver knows it by its key."""
    retry_exchange(db(), exchange_id, by=actor())
    flash(
        t("已重新排队发送；对方按同一编号识别，不会重复办理。", "It will be sent again under the same key.")
    )
    return redirect(url_for("exchanges.one", exchange_id=exchange_id))


@blueprint.post("/<exchange_id>/void")
@needs("exchange.work")
def void(exchange_id: str) -> Response:
    """Void it, with the reason."""
    try:
        void_exchange(db(), exchange_id, request.form.get("reason", ""), by=actor())
        flash(t("已作废。", "It is voided."))
    except InvalidAnswers as refusal:
        flash(t(refusal.zh, refusal.en), "bad")
    return redirect(url_for("exchanges.one", exchange_id=exchange_id))


@blueprint.post("/receipts")
@needs("exchange.work")
def receipts() -> Response:
    """Take the receipts of a file: key, result, number, day, reason."""
    answers, wrong = read_receipts(_sent())
    if not answers and not wrong:
        flash(
            t(
                "文件里没有回执：请选择 csv 文件，第一列为交换编号；xlsx 请用“读入结果”。",
                "No receipts: choose a csv file with the key in its first column; for xlsx read the results.",
            ),
            "bad",
        )
        return redirect(url_for("exchanges.page"))
    taken = 0
    for answer in answers:
        row = exchange_by_key(db(), answer.key)
        if row is None or row.jurisdiction_key not in districts_where(actor(), "exchange.work"):
            wrong += 1
            continue
        try:
            told = (answer.taken, answer.number, answer.day, answer.reason)
            take_answer(db(), row.id, *told, by=actor())
            taken += 1
        except NotReady:
            continue
    words = t(
        f"读入 {taken} 条新回执；{wrong} 行无法识别。",
        f"{taken} new receipts; {wrong} lines could not be read.",
    )
    flash(words, "bad" if wrong else "message")
    return redirect(url_for("exchanges.page"))


@blueprint.post("/compare")
@needs("exchange.work")
def comparison() -> str:
    """Compare what a receiver says it holds with what was sent to it: the sent file, else the one in its folder."""
    district, _, receiver = request.form.get("receiver", "").partition("/")
    if district not in districts_where(actor(), "exchange.work"):
        raise NotFound
    content = _sent()
    ways: Ways = db().info.get("ways") or Ways()
    way = ways.to(house().exchanges, district, receiver)
    told = read_statement(content) if content else (way.statement() if way is not None else None)
    ours = {row.key: (row.state, row.receipt_no, row.id) for row in exchanges_with(db(), district, receiver)}
    found = compare(ours, told) if told is not None else None
    return _compared(found, receiver)


@blueprint.post("/clues")
@needs("exchange.work")
def clues() -> str:
    """Open a complaint for each new clue of a platform's file."""
    district, _, platform = request.form.get("platform", "").partition("/")
    if district not in districts_where(actor(), "exchange.work") or platform not in CHANNELS:
        raise NotFound
    found = read_clues(_sent())
    new, known = _received(found, district, platform)
    refused = t(*reason(found.fault, found.where)) if found.fault else ""
    findings = [(row, t(zh, en)) for row, zh, en in found.findings]
    return render_template("exchange_clues.html", new=new, known=known, refused=refused, findings=findings)


def _received(found: ClueFile, district: str, platform: str) -> tuple[list[tuple[str, str, str]], int]:
    """Return number, case number and id of each new case, and how many clues were known."""
    seat = next(seat for seat in actor().seats if seat.jurisdiction == district)
    new, known = [], 0
    for clue in found.clues:
        try:
            case = receive_clue(db(), district, platform, clue, by=actor().acting(seat))
            new.append((clue.number, case.case_no, case.id))
        except AlreadyDone:
            known += 1
    return new, known


def _compared(found: Comparison | None, receiver: str) -> str:
    return render_template(
        "exchange_compared.html", found=found, receiver=receiver_name(receiver), states=_words()
    )


def _line(exchange_id: str) -> ExchangeLine:
    found = exchange_of(db(), exchange_id)
    if found is None or found[0].jurisdiction_key not in districts_where(actor(), "exchange.read"):
        raise NotFound
    return exchange_line(*found)


def _file_line(row: ReceivedFile) -> tuple[ReceivedFile, str, list[tuple[int, str]]]:
    """Return a file that came in, from whom, and what is wrong in it."""
    findings = [(number, t(zh, en)) for number, zh, en in row.findings["rows"]]
    return row, receiver_name(row.receiver), findings


def _sent() -> bytes:
    sent = request.files.get("file")
    return sent.read() if sent is not None else b""


def _words() -> dict[str, str]:
    return {key: t(zh, en) for key, (zh, en, _) in STATES.items()}


def _counts(found: dict[str, int]) -> list[tuple[str, str, int]]:
    return [(key, words, found.get(key, 0)) for key, words in _words().items()]


def _choices() -> dict[str, list[tuple[str, str]]]:
    """Return what the forms of the page offer: receivers, and those of the officer's districts."""
    districts = sorted(districts_where(actor(), "exchange.work"))
    names = {key: t(house().districts[key].zh, house().districts[key].en) for key in districts}
    agreed = [
        each for each, driver in house().exchanges.drivers.items() if each[0] in names and driver != "off"
    ]
    ways = [(f"{place}/{key}", f"{names[place]} · {receiver_name(key)}") for place, key in agreed]
    return {
        "receivers": [(key, receiver_name(key)) for key in house().exchanges.receivers],
        "ways": ways,
        "platforms": [each for each in ways if each[0].partition("/")[2] in CHANNELS],
    }


def _pager(start: int, more: bool, kept: dict[str, str]) -> dict[str, str]:
    asked = {name: value for name, value in kept.items() if value}
    base, pager = url_for("exchanges.page"), {}
    if start:
        pager["newer"] = f"{base}?{urlencode({**asked, 'start': max(start - PAGE, 0)})}"
    if more:
        pager["older"] = f"{base}?{urlencode({**asked, 'start': start + PAGE})}"
    return pager
