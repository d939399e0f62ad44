"""Fuzz target DMN: any bytes are a model that decides, or faults with lines; nothing else happens."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

from app.feel import FeelError
from app.feel.decisions import faults_of, open_model
from tests.fuzz import feel

ROOT = Path(__file__).resolve().parent.parent.parent
_HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="u">'
_RULE = (
    "<decisionTable hitPolicy='{0}'><input><inputExpression><text>{1}</text></inputExpression></input><output/>"
    "<rule><inputEntry><text>{2}</text></inputEntry><outputEntry><text>{3}</text></outputEntry></rule></decisionTable>"
)
_BOXES = (
    "<literalExpression><text>{1}</text></literalExpression>",
    _RULE,
    "<context><contextEntry><variable name='x y' typeRef='{0}'/><literalExpression><text>{1}</text></literalExpression>"
    "</contextEntry><contextEntry><literalExpression><text>{2}</text></literalExpression></contextEntry></context>",
    "<invocation><literalExpression><text>{1}</text></literalExpression><binding><parameter name='{0}'/>"
    "<literalExpression><text>{2}</text></literalExpression></binding></invocation>",
    "<for iteratorVariable='{0}'><in><literalExpression><text>{1}</text></literalExpression></in><return>"
    "<literalExpression><text>{2}</text></literalExpression></return></for>",
    "<filter><in><literalExpression><text>{1}</text></literalExpression></in><match><literalExpression><text>{2}</text>"
    "</literalExpression></match></filter>",
)


def words() -> Iterable[str]:
    """Return what models are made of."""
    names = (
        "decision",
        "decisionTable",
        "businessKnowledgeModel",
        "decisionService",
        "itemDefinition",
        "context",
    )
    return (
        *feel.words(),
        *(f"<{name}>" for name in names),
        "typeRef=",
        'href="#',
        "hitPolicy=",
        "UNIQUE",
        "COLLECT",
    )


def seeds() -> Iterable[bytes]:
    """Return the shipped decisions whole, and expressions to be put into boxes (they begin with a digit)."""
    yield from (file.read_bytes() for file in sorted((ROOT / "processes").rglob("*.dmn")))
    yield from (f"{at % 6}number\n{text}\n{text}\n1".encode() for at, text in enumerate(feel.words()))


def attempt(data: bytes) -> None:
    """Take the bytes as a file, or, when they begin with a digit, as the texts of a boxed expression."""
    xml = _boxed(data) if data[:1].isdigit() else data
    for fault in faults_of(xml):
        feel.tell(fault)
    try:
        decisions = open_model(xml).decisions
    except FeelError:
        return
    for decision in list(decisions.values())[:20]:
        try:
            decision.evaluate(feel.SCOPE, now=feel.NOW)
        except FeelError as error:
            feel.tell(error)


def _boxed(data: bytes) -> bytes:
    lines = [*data[1:].decode("utf-8", "replace").split("\n"), "", "", ""][:4]
    texts = [escape("".join(sign for sign in line if sign >= " "), {"'": "&apos;"}) for line in lines]
    box = _BOXES[int(data[:1]) % len(_BOXES)].format(*texts)
    return f'{_HEAD}<decision id="d" name="d">{box}</decision></definitions>'.encode()
