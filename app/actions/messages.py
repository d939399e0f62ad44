"""Messages between the runs of a case: results go back to who asked, starts open runs, the rest finds who waits."""

from __future__ import annotations

from app.actions import incidents
from app.actions.casework import take_over
from app.actions.desk import Desk
from app.actions.states import ACCOMPANYING
from app.actions.steps import record_step
from app.actions.supervised import SETTLED, SUPERVISION, matter_of, same_under_way, settle_words
from app.engine import EngineFailure, Thrown, deliver, start
from app.refusals import NotReady
from app.values import Value, from_json, to_json
from app.versions import Edition
from storage.changes import change
from storage.models import Message, MessageWait, Run, new_id
from storage.runs import kept_messages, waits_for

HAND_OVER = "hand_over"
"""The process that stands in for a stage without a diagram of its own: a real task for the responsible unit."""

BESIDE = ACCOMPANYING | {HAND_OVER, "crime_transfer", "emergency_fund"}
"""Processes that accompany a case: it stays in the stage in which it is."""


def send(desk: Desk, run: Run, thrown: Thrown) -> None:
    """Route one message that a run has thrown."""
    name, payload = thrown.message, dict(thrown.payload)
    if name == f"{HAND_OVER}_result":
        name = f"{payload.get('procedure', HAND_OVER)}_result"
    if name.startswith("start_"):
        begin(desk, name, payload, run)
        return
    if name == SETTLED:
        settle_words(desk, run, payload)
        return
    message = _message(desk, run, name, payload, run.reply_to_id if name.endswith("_result") else None)
    if name.endswith("_result") and not _awaited(desk, run):
        if not _taken_by_another(desk, message):
            message.state = "unclaimed"
        return
    _deliver_to_waits(desk, message)


def tell(desk: Desk, run: Run, other: Run, name: str, payload: dict[str, Value]) -> None:
    """Give a message of one run to another that waits for it; one that does not wait hears nothing."""
    wait = next(
        (each for each in waits_for(desk.session, desk.case.id, name) if each.run_id == other.id), None
    )
    if wait is not None:
        _try_to_deliver(desk, wait, _message(desk, run, name, payload, other.id))


def _message(desk: Desk, run: Run, name: str, payload: dict[str, Value], to: str | None) -> Message:
    message = Message(
        id=new_id(),
        case_id=desk.case.id,
        name=name,
        payload=to_json(payload),
        from_run_id=run.id,
        to_run_id=to,
        state="waiting",
        sent_at=desk.at,
    )
    desk.session.flush()
    desk.session.add(message)
    return message


def _awaited(desk: Desk, run: Run) -> bool:
    """Say whether the run that asked for this one is still there to hear its result."""
    return run.reply_to_id is not None and desk.run(run.reply_to_id).status == "open"


def _taken_by_another(desk: Desk, message: Message) -> bool:
    """Give a result whose asker is gone to a run of the case that waits for it whoever asked (`any_asker`)."""
    for wait in waits_for(desk.session, desk.case.id, message.name):
        element = desk.edition(desk.run(wait.run_id)).definition.elements.get(wait.element_id)
        if element is not None and element.properties.get("any_asker") == "true":
            return _try_to_deliver(desk, wait, message)
    return False


def begin(desk: Desk, name: str, payload: dict[str, Value], asking: Run | None) -> None:
    """Start the run that a start message asks for; when that fails, an incident keeps the message."""
    try:
        begin_run(desk, name, payload, asking)
    except EngineFailure as failure:
        command = {"message": name, "payload": to_json(payload)}
        incidents.open_incident(desk, asking, failure.element_id or None, "start", failure.zh, command)


def begin_run(desk: Desk, name: str, payload: dict[str, Value], asking: Run | None) -> Run:
    """Start the run that a start message asks for; a stage that is not drawn yet becomes a hand-over.

    A matter that is under supervision already is not supervised a second time: the run that goes on is returned.
    Raises EngineFailure, before anything is written, when no process is published for it or it cannot start.
    """
    asked, key = name, name.removeprefix("start_")
    if key == SUPERVISION and (running := same_under_way(desk, matter_of(payload))) is not None:
        desk.record(
            "supervision_goes_on", {"reason": payload.get("reason"), "known": running.id}, run=running
        )
        return running
    edition = desk.current_edition(key)
    if edition is None:
        edition, payload = desk.current_edition(HAND_OVER), {**payload, "procedure": key}
        name = f"start_{HAND_OVER}"
    if edition is None:
        raise EngineFailure("", f"no published process for {asked}", f"没有发布可由“{asked}”启动的流程。")
    return start_run(desk, edition, payload, asking, message=name)


def start_run(
    desk: Desk,
    edition: Edition,
    data: dict[str, Value],
    asking: Run | None,
    *,
    message: str | None = None,
    element: str | None = None,
    home_unit_id: str | None = None,
) -> Run:
    """Start a run of a process version in this case, at its plain start, or where a message or an element begins it.

    Raises EngineFailure, before writing, when it cannot start.
    """
    home = home_unit_id or (asking.home_unit_id if asking else desk.case.lead_unit_id)
    data = {
        **{name: value for name, value in data.items() if name != "reply_to"},
        "case_no": desk.case.case_no,
        "from_unit": home.split(".", 1)[1],
    }
    run = _new_run(desk, edition, asking, home)
    desk.data[run.id] = data
    known = message if message in edition.definition.start_messages else None
    try:
        command = desk.command(run, edition)
        step = start(edition.definition, command, data, message=known, element=element)
    except NotReady as refusal:
        raise EngineFailure("", f"{edition.key}: {refusal}", refusal.zh) from refusal
    desk.session.add(run)
    desk.session.flush()
    desk.runs[run.id] = run
    desk.folder.forget("runs")
    facts = {"process": edition.key, "version": edition.number, "message": known, "data": to_json(data)}
    more = {"asked_by": run.reply_to_id, **({"start": element} if element else {})}
    record_step(desk, "run_started", facts | more, run, step, command)
    begins_the_case = edition.key not in BESIDE or len(desk.folder.runs) == 1
    if begins_the_case and edition.key != desk.case.stage:
        change(desk.session, desk.case, stage=edition.key)
    take_over(desk, run, edition, step)
    return run


def _new_run(desk: Desk, edition: Edition, asking: Run | None, home_unit_id: str) -> Run:
    return Run(
        id=new_id(),
        case_id=desk.case.id,
        version_id=edition.id,
        process_key=edition.key,
        reply_to_id=asking.id if asking else None,
        status="open",
        state=b"",
        state_digest="",
        step=0,
        home_unit_id=home_unit_id,
        started_at=desk.at,
    )


def deliver_kept(desk: Desk, run: Run, names: set[str]) -> None:
    """Deliver messages that arrived before this run waited for them."""
    desk.session.flush()
    for message in kept_messages(desk.session, desk.case.id, names):
        if (
            message.to_run_id in (None, run.id)
            and message.from_run_id != run.id
            and message.state == "waiting"
        ):
            _deliver_to_waits(desk, message, only=run.id)


def _deliver_to_waits(desk: Desk, message: Message, only: str | None = None) -> None:
    target = only or message.to_run_id
    delivered = False
    for wait in waits_for(desk.session, desk.case.id, message.name):
        if wait.run_id == message.from_run_id or (target is not None and wait.run_id != target):
            continue
        delivered = _try_to_deliver(desk, wait, message) or delivered
        if target is not None:
            break
    if not delivered:
        desk.record("message_kept", {"name": message.name, "message": message.id})


def _try_to_deliver(desk: Desk, wait: MessageWait, message: Message) -> bool:
    try:
        deliver_to(desk, wait, message)
    except EngineFailure as failure:
        command = {"deliver": message.id, "token": wait.token}
        element = failure.element_id or wait.element_id
        incidents.open_incident(desk, desk.run(wait.run_id), element, "message", failure.zh, command)
        return False
    return True


def deliver_to(desk: Desk, wait: MessageWait, message: Message) -> None:
    """Give a message to the run that waits for it; raise EngineFailure, before writing, when that cannot go on."""
    run = desk.run(wait.run_id)
    edition = desk.edition(run)
    payload = from_json(message.payload)
    command = desk.command(run, edition)
    step = deliver(edition.definition, run.state, wait.token, payload, command)
    message.state, message.delivered_at = "delivered", desk.at
    facts = {"name": message.name, "element": wait.element_id, "token": wait.token, "message": message.id}
    record_step(desk, "message_received", facts | {"payload": message.payload}, run, step, command)
    desk.session.expunge(wait)
    take_over(desk, run, edition, step)
    desk.session.flush()
