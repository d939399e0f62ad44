"""The registers in a real browser, at a desk and on a phone: read, entered by hand, a list brought in, taken along."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect

from app.registers import REGISTERS
from tests.browser.test_case_pages import enter, visit
from tests.support.browser import NARROW, WIDE, assert_accessible
from tests.support.lived import OFFICE, Lived

pytestmark = pytest.mark.browser
LIST = "项目名称,工资专户,合同价\n滨海科创园二期,是,12000000\n海滨路改造,否,800000\n"


@pytest.fixture
def database_kind() -> str:
    """Pages look the same on both databases; one is enough here."""
    return "sqlite"


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desk", "phone"])
def test_the_office_reads_every_register_and_keeps_its_own(
    lived: Lived,
    live_server: Callable[[Flask], str],
    new_context: Callable[..., BrowserContext],
    size: tuple[int, int],
) -> None:
    address = live_server(lived.app())
    page = enter(new_context(size=size).new_page(), address, OFFICE)
    visit(page, address, ["/registers", *(f"/registers/{key}" for key in REGISTERS)], f"registers-{size[0]}")
    page.goto(f"{address}/registers/projects/new")
    file = {"name": "list.csv", "mimeType": "text/csv", "buffer": LIST.replace("800000", "很多").encode()}
    page.get_by_label("文件（xlsx 或 csv）").set_input_files([file])
    page.get_by_role("button", name="检查并导入").click()
    expect(page.get_by_text("一条也没有导入")).to_be_visible()
    expect(page.get_by_text("第 3 行")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="改好后重新导入").click()
    page.get_by_label("文件（xlsx 或 csv）").set_input_files([{**file, "buffer": LIST.encode()}])
    page.get_by_role("button", name="检查并导入").click()
    page.get_by_role("link", name="海滨路改造").click()
    expect(page.get_by_text("登入台账“海滨路改造”")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="修改").click()
    page.get_by_label("公示牌").select_option("是")
    assert_accessible(page)
    page.get_by_role("button", name="保存修改").click()
    page.get_by_label("关键词").fill("海滨路")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_text("共 1 行")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="导出 xlsx").click()
    assert taken.value.suggested_filename.startswith("projects-")
