"""Messages between the runs of a case: kept until somebody waits, results to who asked, stages without a diagram."""

from __future__ import annotations

import pytest

from storage.models import Message, Run
from tests.actions.flows import Desk, asked, line, throw
from tests.engine.diagrams import end, message
from tests.support.tiny import Tiny, form, lane, step

NEWS = form("tell", ("word", "text"))
HAND_OVER_FORM = form("record_hand_over", ("outcome", "text"))


@pytest.fixture
def desk(tiny: Tiny) -> Desk:
    return Desk(tiny)


def listener(key: str, name: str = "news") -> bytes:
    """Wait for a message, then open step `heard`."""
    return line(key, step("ready"), message("hear", name, out="{word: word}"), step("heard"), sends=[name])


def teller(key: str = "teller", name: str = "news") -> bytes:
    """Step `tell` sends a message with a word."""
    return line(key, step("tell"), throw("say", name, "{word: word}"), sends=[name])


def test_a_message_for_which_nobody_waits_stays_with_the_case_until_somebody_does(desk: Desk) -> None:
    desk.publish("teller", teller(), {"tell": NEWS})
    desk.publish("listener", listener("listener"))
    case_id = desk.begin("listener")
    desk.begin("teller", case_id)
    desk.complete(case_id, "tell", word="到了")
    assert desk.messages(case_id, "news") == ["waiting"]
    assert [event.facts["name"] for event in desk.events(case_id, "message_kept")] == ["news"]
    desk.complete(case_id, "ready")
    assert desk.messages(case_id, "news") == ["delivered"]
    assert desk.open(case_id) == ["heard"]
    assert desk.waits(case_id) == []


def test_a_message_stays_within_its_case(desk: Desk) -> None:
    desk.publish("teller", teller(), {"tell": NEWS})
    desk.publish("listener", listener("listener"))
    waiting, telling = desk.begin("listener"), desk.begin("teller")
    desk.complete(waiting, "ready")
    desk.complete(telling, "tell", word="别处")
    assert desk.open(waiting) == []
    assert desk.messages(telling, "news") == ["waiting"]


def test_a_broadcast_reaches_every_run_that_waits(desk: Desk) -> None:
    desk.publish("teller", teller(), {"tell": NEWS})
    desk.publish("listener", listener("listener"))
    case_id = desk.begin("listener")
    desk.complete(case_id, "ready")
    desk.begin("listener", case_id)
    desk.complete(case_id, "ready")
    desk.begin("teller", case_id)
    desk.complete(case_id, "tell", word="停")
    assert desk.open(case_id) == ["heard", "heard"]
    assert len({task.run_id for task in desk.tasks(case_id, "heard")}) == 2
    assert desk.messages(case_id, "news") == ["delivered"]


def asker() -> bytes:
    """Ask another process and wait for its result."""
    return line(
        "asker",
        step("want"),
        throw("send", "start_helper", "{word: word}"),
        message("answer", "helper_result", out="{answer: answer}"),
        step("got"),
        sends=["start_helper", "helper_result"],
    )


def helper() -> bytes:
    """Answer with a word and end."""
    result = message("done", "helper_result", kind="endEvent", payload="{answer: answer, outcome: answer}")
    return asked("helper", step("help"), sends=["helper_result"], last=result)


def test_a_result_goes_back_only_to_the_run_that_asked(desk: Desk) -> None:
    desk.publish("asker", asker(), {"want": form("want", ("word", "text"))})
    desk.publish("helper", helper(), {"help": form("help", ("answer", "text"))})
    case_id = desk.begin("asker")
    desk.complete(case_id, "want", word="一")
    desk.begin("asker", case_id)
    desk.complete(case_id, "want", word="二")
    first, second = desk.runs(case_id, "asker")
    helpers = {run.reply_to_id: run for run in desk.runs(case_id, "helper")}
    task = next(task for task in desk.tasks(case_id, "help") if task.run_id == helpers[second.id].id)
    desk.complete(case_id, "help", task=task, answer="办妥")
    assert [task.run_id for task in desk.tasks(case_id, "got")] == [second.id]
    assert desk.waits(case_id)[0].run_id == first.id
    assert desk.runs(case_id, "helper")[1].outcome == "办妥"


def test_a_result_nobody_asked_for_is_not_delivered_to_others(desk: Desk) -> None:
    desk.publish("helper_result_only", line("helper_result_only", step("help"), last=result_of("helper"),
                 sends=["helper_result"]))  # fmt: skip
    desk.publish("asker", asker(), {"want": form("want", ("word", "text"))})
    desk.publish("helper", helper(), {"help": form("help", ("answer", "text"))})
    case_id = desk.begin("asker")
    desk.complete(case_id, "want", word="一")
    desk.begin("helper_result_only", case_id)
    own = next(task for task in desk.tasks(case_id, "help") if task.process_key == "helper_result_only")
    desk.complete(case_id, "help", task=own)
    assert desk.messages(case_id, "helper_result") == ["unclaimed"]
    assert desk.tasks(case_id, "got") == []


def result_of(key: str) -> str:
    """The end that sends a process's result."""
    return message("done", f"{key}_result", kind="endEvent", payload='{answer: "无人问"}')


def test_a_result_for_a_run_that_has_ended_is_told_to_nobody(desk: Desk) -> None:
    desk.publish(
        "starter", line("starter", step("want"), throw("send", "start_helper"), sends=["start_helper"])
    )
    desk.publish("helper", helper(), {"help": form("help", ("answer", "text"))})
    case_id = desk.begin("starter")
    desk.complete(case_id, "want")
    desk.complete(case_id, "help", answer="迟了")
    assert desk.messages(case_id, "helper_result") == ["unclaimed"]
    assert desk.events(case_id, "message_kept") == []


def hand_over() -> bytes:
    """The stand-in for stages without a diagram: one step, then the result under the stage's name."""
    payload = "{procedure: procedure, outcome: outcome}"
    result = message("done", "hand_over_result", kind="endEvent", payload=payload)
    sends = ["hand_over_result"]
    return asked(
        "hand_over", step("record_hand_over"), sends=sends, last=result, lanes=lane("record_hand_over")
    )


def test_a_stage_without_a_diagram_becomes_a_task_and_its_result_comes_under_its_own_name(desk: Desk) -> None:
    nodes = (step("want"), throw("send", "start_court_enforcement", "{amount: 5}"))
    wait = message("answer", "court_enforcement_result", out="{outcome: outcome}")
    names = ["start_court_enforcement", "court_enforcement_result"]
    desk.publish("asker", line("asker", *nodes, wait, step("got"), sends=names))
    desk.publish("hand_over", hand_over(), {"record_hand_over": HAND_OVER_FORM})
    case_id = desk.begin("asker")
    desk.complete(case_id, "want")
    assert desk.open(case_id) == ["record_hand_over"]
    desk.complete(case_id, "record_hand_over", outcome="已执行")
    assert desk.open(case_id) == ["got"]
    assert desk.messages(case_id, "court_enforcement_result") == ["delivered"]
    assert desk.messages(case_id, "hand_over_result") == []
    (started,) = desk.runs(case_id, "hand_over")
    assert (started.status, started.outcome) == ("ended", "已执行")
    assert desk.office.case(case_id).stage == "asker"


def test_a_start_message_without_any_process_becomes_an_incident_that_keeps_it(desk: Desk) -> None:
    nodes = (step("want"), throw("send", "start_nowhere", '{word: "请"}'), step("go_on"))
    desk.publish("asker", line("asker", *nodes, sends=["start_nowhere"]))
    case_id = desk.begin("asker")
    desk.complete(case_id, "want")
    assert desk.open(case_id) == ["go_on"]
    (incident,) = desk.office.incidents()
    assert incident.command == {"message": "start_nowhere", "payload": {"word": "请"}}
    assert "start_nowhere" in incident.cause


def echo(key: str, other: str) -> bytes:
    """A process that starts the other, which starts it again."""
    return asked(key, throw("again", f"start_{other}"), sends=[f"start_{other}"])


def test_runs_that_start_each_other_for_ever_become_an_incident_and_leave_nothing(desk: Desk) -> None:
    desk.publish("ping", echo("ping", "pong"))
    desk.publish("pong", echo("pong", "ping"))
    desk.publish("starter", line("starter", step("want"), throw("send", "start_ping"), sends=["start_ping"]))
    case_id = desk.begin("starter")
    done = desk.complete(case_id, "want")
    assert done.incident is not None
    assert "没有尽头" in done.incident.cause
    assert desk.open(case_id) == ["want"]
    assert len(desk.office.rows(Run, Run.case_id == case_id)) == 1
    assert desk.office.rows(Message, Message.case_id == case_id) == []


def test_a_run_that_ends_says_its_outcome_or_the_end_it_reached(desk: Desk) -> None:
    desk.publish("short", line("short", step("only"), last=end("done")))
    case_id = desk.begin("short")
    desk.complete(case_id, "only")
    assert desk.runs(case_id, "short")[0].outcome == "done"
