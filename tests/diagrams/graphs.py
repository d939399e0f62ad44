"""Random processes for property tests: lanes, branches, loops, boundary events, labels; knows nothing of drawing."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.diagrams.drafts import Draft

NODES = (
    "userTask",
    "exclusiveGateway",
    "userTask",
    "parallelGateway",
    "serviceTask",
    "intermediateThrowEvent",
)
WORDS = ("", "", "批准", "不予受理", "退回补正", "聚集或极端且未启动", "是否属于受理范围？", "逾期")


@st.composite
def processes(draw: st.DrawFn, most: int = 22) -> bytes:
    """A file with up to `most` elements in up to four lanes; flows lead forward, some back, some across."""
    lanes = [f"lane{number}" for number in range(draw(st.integers(1, 4)))]
    draft = Draft(lanes=lanes)
    count = draw(st.integers(2, most))
    word, lane = st.sampled_from(WORDS), st.sampled_from(lanes)
    draft.add("n0", "startEvent", draw(word), lane=draw(lane))
    for number in range(1, count):
        draft.add(f"n{number}", draw(st.sampled_from(NODES)), draw(word), lane=draw(lane))
        draft.flow(f"n{draw(st.integers(max(0, number - 6), number - 1))}", f"n{number}", draw(word))
    for _ in range(draw(st.integers(0, count // 2))):
        source, target = draw(st.integers(0, count - 1)), draw(st.integers(1, count - 1))
        key = (f"n{source}", f"n{target}")
        if source != target and not any(flow[:2] == key for flow in draft.flows):
            draft.flow(*key, draw(word))
    _add_boundaries(draw, draft, count)
    draft.add("end", "endEvent", draw(word), lane=draw(lane))
    draft.flow(f"n{count - 1}", "end")
    return draft.xml()


def _add_boundaries(draw: st.DrawFn, draft: Draft, count: int) -> None:
    hosts = [key for key, tag, *_ in draft.elements if tag == "userTask"]
    for number in range(draw(st.integers(0, min(4, len(hosts) * 2)))):
        host = draw(st.sampled_from(hosts))
        lane = next(home for key, _, _, home, _ in draft.elements if key == host)
        draft.add(f"b{number}", "boundaryEvent", draw(st.sampled_from(WORDS)), lane=lane, host=host)
        target = draw(st.integers(1, count - 1))
        draft.flow(f"b{number}", f"n{target}")
