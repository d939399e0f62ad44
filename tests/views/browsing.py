"""What tests of pages do with a browser: open, read and send; it knows no rule of the product."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

PAGES = ("/inbox", "/front", "/delegations", "/password")


def token(client: FlaskClient, page: str = "/password") -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)
    assert found is not None
    return found[1]


def cookie_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("qingxin")
    assert cookie is not None
    return cookie.value


def page(client: FlaskClient, address: str = "/inbox") -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return BeautifulSoup(answer.text, "html.parser")


def subjects(soup: BeautifulSoup) -> list[str]:
    return [link.get_text(strip=True) for link in soup.select(".work-title")]


def row(soup: BeautifulSoup, subject: str) -> Tag:
    found = next(each for each in soup.select(".work-list tbody tr") if subject in each.get_text())
    return found


def counters(soup: BeautifulSoup) -> list[int]:
    return [int(number.get_text()) for number in soup.select(".counter b")]


def tabs(soup: BeautifulSoup) -> dict[str, str]:
    return {
        each.get_text(" ", strip=True).split()[0]: each.get_text(" ", strip=True)
        for each in soup.select(".tabs a")
    }


def form_of(soup: BeautifulSoup) -> dict[str, str]:
    token = soup.select_one("input[name=csrf_token]")
    assert token is not None
    return {"csrf_token": str(token["value"])}
