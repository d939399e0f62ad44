"""The registers (台账): their list, each with its rows, one row, workbooks out and in, and rows entered by hand."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.actions.registers import confirm_refund
from app.registers import REGISTERS
from app.views.access import actor, db, needs
from app.views.naming import unit_name
from app.views.registers_forms import enter, entered_form, take_file
from app.views.registers_page import register_contents, register_of, row_contents, told
from app.views.registers_sheets import template, workbook
from app.views.registers_words import BADGES, label, said, state_colour, state_said, title
from app.views.words import t

blueprint = Blueprint("registers", __name__, url_prefix="/registers")
blueprint.add_app_template_global(said, "register_cell")
blueprint.add_app_template_global(label, "register_label")
blueprint.add_app_template_global(title, "register_title")
blueprint.add_app_template_global(unit_name, "register_unit")
blueprint.add_app_template_global(state_said, "register_state")
blueprint.add_app_template_global(state_colour, "register_colour")
blueprint.add_app_template_test(BADGES.__contains__, "register_badge")

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("")
@needs("register.read")
def front() -> str:
    """List the registers."""
    return render_template("registers/front.html", registers=REGISTERS.values())


@blueprint.get("/<key>")
@needs("register.read")
def page(key: str) -> str:
    """Show a register."""
    return render_template("registers/register.html", **register_contents(db(), actor(), key))


@blueprint.get("/<key>/xlsx")
@needs("register.read")
def export(key: str) -> Response:
    """Give the rows that are asked for as a workbook."""
    found = register_contents(db(), actor(), key)
    content = workbook(found["register"], found["found"], told(found["found"], found))
    return _file(content, f"{key}-{clock.today().isoformat()}.xlsx")


@blueprint.get("/<key>/template")
@needs("register.keep")
def import_template(key: str) -> Response:
    """Give the empty file of an import."""
    return _file(template(register_of(key)), f"{key}-template.xlsx")


@blueprint.post("/<key>/import")
@needs("register.keep")
def take_in(key: str) -> str | AnyResponse | tuple[str, int]:
    """Import a file, whole or not at all."""
    contents = take_file(db(), actor(), register_of(key))
    if contents["judged"].faults:
        return render_template("registers/faults.html", **contents), 422
    flash(contents["done"])
    return redirect(url_for("registers.page", key=key))


@blueprint.get("/<key>/new")
@needs("register.keep")
def new(key: str) -> str:
    """Show the form of a new row."""
    return render_template("registers/form.html", **entered_form(db(), actor(), register_of(key)))


@blueprint.post("/<key>/new")
@blueprint.post("/<key>/rows/<entry_id>/change")
@needs("register.keep")
def save(key: str, entry_id: str = "") -> str | AnyResponse | tuple[str, int]:
    """Enter a row, or change one."""
    contents = enter(db(), actor(), register_of(key), entry_id)
    if contents["faults"] or contents["refusal"]:
        return render_template("registers/form.html", **contents), 422
    flash(contents["done"])
    return redirect(url_for("registers.page", key=key))


@blueprint.get("/<key>/rows/<row_key>")
@needs("register.read")
def row(key: str, row_key: str) -> str:
    """Show one row with what stands behind it."""
    return render_template("registers/row.html", **row_contents(db(), actor(), key, row_key))


@blueprint.get("/<key>/rows/<row_key>/change")
@needs("register.keep")
def change(key: str, row_key: str) -> str:
    """Show the form of a row that is there."""
    return render_template("registers/form.html", **entered_form(db(), actor(), register_of(key), row_key))


@blueprint.post("/fund/rows/<case_id>/refund")
@needs("fund.book")
def refund(case_id: str) -> AnyResponse:
    """Record that what a case has recovered is in the fund's account."""
    amount = confirm_refund(db(), case_id, by=actor())
    flash(t(f"已核对到账 {amount:,.2f} 元。", f"{amount:,.2f} yuan confirmed in the account."))
    return redirect(url_for("registers.row", key="fund", row_key=request.form.get("row", case_id)))


def _file(content: bytes, name: str) -> Response:
    return Response(
        content, mimetype=_XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
