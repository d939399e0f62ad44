"""Files of results that people bring: every fault with row, column and remedy, else all noted at once."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.actions.exchange_again import remake_exchange
from app.actions.exchange_results import findings_of, match_results, settle_results
from app.exchanges.results import read_results
from app.refusals import NotFound, NotReady
from app.views.access import actor, db, needs
from app.views.exchange_words import districts_where, receiver_name
from app.views.words import t

blueprint = Blueprint("exchange_results", __name__, url_prefix="/exchanges")


@blueprint.post("/results")
@needs("exchange.work")
def take() -> str | Response | tuple[str, int]:
    """Note what a platform says of many exchanges; while one row is wrong, nothing."""
    district, _, receiver = request.form.get("receiver", "").partition("/")
    if district not in districts_where(actor(), "exchange.work"):
        raise NotFound
    sent = request.files.get("file")
    name, content = (sent.filename or "", sent.read()) if sent is not None else ("", b"")
    found = read_results(content)
    matched = match_results(db(), district, receiver, found)
    findings = findings_of(found, matched)
    if findings:
        told = [(each.row, each.column, t(each.zh, each.en)) for each in findings]
        contents = {"findings": told, "file": name, "receiver": receiver_name(receiver)}
        return render_template("exchange_results.html", **contents), 422
    row = settle_results(db(), district, receiver, name, content, found, by=actor())
    flash(
        t(
            f"已登记 {row.new} 件的结果；{row.known} 件此前已登记。",
            f"{row.new} results noted; {row.known} were known.",
        )
    )
    return redirect(url_for("exchanges.page"))


@blueprint.post("/<exchange_id>/remake")
@needs("exchange.work")
def remake(exchange_id: str) -> Response:
    """Compose what was sent back anew from the corrected case, and send it."""
    try:
        remake_exchange(db(), exchange_id, by=actor())
        flash(t("已按更正后的案情重新形成，编号随内容更新。", "It is made again, under a new key."))
    except NotReady as refusal:
        flash(t(refusal.zh, refusal.en), "bad")
    return redirect(url_for("exchanges.one", exchange_id=exchange_id))
