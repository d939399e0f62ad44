"""The life of a case: its state, its closing and opening again, cases alike, merges, and writers at one time."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest

from app.actions.completing import Completion
from app.actions.starting import CannotStart, start_process
from app.refusals import AlreadyDone, NotFound
from storage.casebook import merged_into
from storage.cases import case_by_receipt, links_of
from storage.models import CaseFile, Run
from tests.actions.flows import Desk, asked, case_form, fork, line, throw
from tests.engine.diagrams import end, node, terminate
from tests.support.tiny import UNIT, Tiny, form, lane, step

CODE, OTHER_CODE = "91350100M000100Y43", "91110000000000000X"
ID_NO = "110101190001010014"


@pytest.fixture
def desk(tiny: Tiny) -> Desk:
    return Desk(tiny)


def with_ends(drawn: bytes, ends: str) -> bytes:
    """Return a diagram whose process says which state of the case its ends mean."""
    text = ends.replace('"', "&quot;")
    held = f'<spiffworkflow:property name="ends" value="{text}"/>'
    held = f"<spiffworkflow:properties>{held}</spiffworkflow:properties>"
    held = f"<bpmn:extensionElements>{held}</bpmn:extensionElements>"
    return drawn.replace(b'isExecutable="true">', f'isExecutable="true">{held}'.encode())


def test_steps_and_ends_say_the_state_of_the_case(desk: Desk) -> None:
    opinion = step("decide", state='if opinion = "受理" then "受理" else null')
    drawn = with_ends(
        line("states", step("register", state='"登记"'), opinion, step("close")), '{"done": "已履行结案"}'
    )
    desk.publish("states", drawn, {"decide": form("decide", ("opinion", "text"))})
    accepted, undecided = desk.begin("states"), desk.begin("states")
    for case_id in (accepted, undecided):
        desk.complete(case_id, "register")
        assert desk.office.case(case_id).state == "登记"
    desk.complete(accepted, "decide", opinion="受理")
    desk.complete(undecided, "decide", opinion="再看")
    assert desk.office.case(accepted).state == "受理"
    assert desk.office.case(undecided).state == "登记"
    desk.complete(accepted, "close")
    closed = desk.office.case(accepted)
    assert (closed.state, closed.closed_as) == ("已履行结案", "已履行结案")
    assert closed.closed_at is not None
    assert [event.facts["as"] for event in desk.events(accepted, "case_closed")] == ["已履行结案"]


def test_a_case_closes_only_when_its_last_run_has_ended(desk: Desk) -> None:
    desk.publish("helper", asked("helper", step("help")))
    desk.publish(
        "starter", line("starter", step("want"), throw("send", "start_helper"), sends=["start_helper"])
    )
    case_id = desk.begin("starter")
    desk.complete(case_id, "want")
    assert desk.office.case(case_id).closed_at is None
    desk.complete(case_id, "help")
    assert desk.office.case(case_id).closed_at is not None
    assert len(desk.events(case_id, "case_closed")) == 1


def test_work_that_begins_in_a_closed_case_opens_it_again(desk: Desk) -> None:
    desk.publish("short", with_ends(line("short", step("only")), '{"done": "已解决"}'))
    case_id = desk.begin("short")
    desk.complete(case_id, "only")
    desk.begin("short", case_id)
    again = desk.office.case(case_id)
    assert (again.closed_at, again.closed_as) == (None, None)
    assert [event.facts for event in desk.events(case_id, "case_reopened")] == [{"was": "已解决"}]
    desk.complete(case_id, "only")
    assert desk.office.case(case_id).closed_as == "已解决"
    assert len(desk.events(case_id, "case_closed")) == 2


def test_nobody_else_begins_work_in_a_case_of_other_units(desk: Desk) -> None:
    desk.publish("short", line("short", step("only")))
    case_id = desk.begin("short")
    before = desk.everything()
    by = desk.office.actor("mediator")
    with desk.office.session() as session, pytest.raises(NotFound):
        start_process(session, "short", "tj_ftz.union", {}, by=by, case_id=case_id)
    assert desk.everything() == before


def receipt() -> bytes:
    """A registration after which the system looks for cases alike and shows how many there are."""
    return line(
        "receipt", step("register"), node("serviceTask", "look", operation="issue_receipt"), step("examine")
    )


def alike(desk: Desk, case_id: str) -> list[str]:
    """Let the system look and return the numbers of the cases it found."""
    desk.complete(case_id, "register")
    (found,) = desk.events(case_id, "receipt_issued")
    assert desk.open(case_id) == ["examine"]
    numbers: list[str] = found.facts["alike"]
    return numbers


def worker(id_no: str, name: str = "示例甲") -> dict[str, object]:
    """One month of one worker."""
    return {"worker": name, "id_no": id_no, "month": "2025-07", "gross": Decimal("100")}


def test_cases_alike_are_found_by_code_by_name_and_by_the_number_of_a_worker(desk: Desk) -> None:
    desk.publish("receipt", receipt())
    older = {name: desk.begin("receipt") for name in ("code", "name", "worker", "none")}
    desk.fill(older["code"], employer={"name": "示例物流有限公司", "uscc": CODE})
    desk.fill(older["name"], employer={"name": "示例制造有限公司", "kind": "公司"})
    desk.fill(older["worker"], roster=[worker(ID_NO)])
    desk.fill(
        older["none"],
        employer={"name": "别家公司", "uscc": OTHER_CODE},
        roster=[worker("630102190003070027")],
    )
    numbers = {name: desk.office.case(case_id).case_no for name, case_id in older.items()}
    for name, facts in {
        "code": {"employer": {"name": "改名后的公司", "uscc": CODE}},
        "name": {"employer": {"name": "示例制造有限公司"}},
        "worker": {"roster": [worker(ID_NO, "登记时写错的名字")]},
    }.items():
        case_id = desk.begin("receipt")
        desk.fill(case_id, **facts)
        assert alike(desk, case_id) == [numbers[name]], name


def merging() -> bytes:
    """An examination in which a case may be joined to an older one."""
    return line("merging", step("examine"), node("serviceTask", "merge", operation="merge_cases"))


def test_a_merged_case_closes_and_both_receipts_keep_answering(desk: Desk) -> None:
    named = case_form("examine", ("case.complaint.duplicate_of", "text"))
    desk.publish("merging", with_ends(merging(), '{"done": "合并"}'), {"examine": named})
    older, younger = desk.begin("merging"), desk.begin("merging")
    desk.complete(younger, "examine", case__complaint__duplicate_of=desk.office.case(older).case_no)
    merged = desk.office.case(younger)
    assert (merged.closed_as, merged.merged_into_id) == ("合并", older)
    assert desk.office.case(older).closed_at is None
    with desk.office.session() as session:
        for case_id in (older, younger):
            number = desk.office.case(case_id).receipt_no
            found = case_by_receipt(session, number)
            assert found is not None
            assert merged_into(session, found).id == older
        assert [case.id for _, case in links_of(session, older)] == [younger]
        assert [case.id for _, case in links_of(session, younger)] == [older]
    before = desk.everything()
    with pytest.raises(CannotStart, match="was merged into"):
        desk.begin("merging", younger)
    assert desk.everything() == before


def test_a_number_that_is_no_case_merges_nothing(desk: Desk) -> None:
    named = case_form("examine", ("case.complaint.duplicate_of", "text"))
    desk.publish("merging", merging(), {"examine": named})
    case_id = desk.begin("merging")
    desk.complete(case_id, "examine", case__complaint__duplicate_of=desk.office.case(case_id).case_no)
    assert desk.office.case(case_id).merged_into_id is None
    assert desk.events(case_id, "case_merged") == []


def test_of_two_writers_at_one_case_the_later_loses_cleanly(desk: Desk) -> None:
    drawn = fork("race", [step("stop")], [step("other")], lanes=lane("stop", "other"))
    drawn = drawn.replace(end("done0").encode(), terminate("done0").encode())
    desk.publish("race", drawn)
    case_id = desk.begin("race")
    tasks = {name: desk.office.open_task(case_id, name) for name in ("stop", "other")}
    outcomes: dict[str, object] = {}
    gate = threading.Barrier(2, timeout=30)

    def work(element: str, officer: str) -> None:
        gate.wait()
        try:
            outcomes[element] = desk.complete(case_id, element, officer, task=tasks[element])
        except Exception as problem:
            outcomes[element] = problem

    threads = [
        threading.Thread(target=work, args=pair) for pair in (("stop", "inspector"), ("other", "inspector2"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert isinstance(outcomes["stop"], Completion)
    (run,) = desk.office.rows(Run, Run.case_id == case_id)
    assert run.status == "ended"
    (other,) = desk.tasks(case_id, "other")
    if isinstance(outcomes["other"], Completion):
        assert (other.closed_how, run.step) == ("completed", 3)
    else:
        assert isinstance(outcomes["other"], AlreadyDone)
        assert (other.closed_how, run.step) == ("cancelled", 2)
    assert desk.office.case(case_id).event_seq == len(desk.events(case_id))


def test_a_new_case_belongs_to_the_unit_that_received_it(desk: Desk) -> None:
    desk.publish("short", line("short", step("only")))
    case: CaseFile = desk.office.case(desk.begin("short"))
    assert (case.first_unit_id, case.lead_unit_id) == (UNIT, UNIT)
