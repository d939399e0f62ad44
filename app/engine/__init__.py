"""The SpiffWorkflow 3.2.0 adapter: diagrams to definitions, commands to steps; nothing else imports SpiffWorkflow.

SpiffWorkflow gives the parser, the specs, the life of a task and the workflow containers. What it does wrongly or
dearly for cases that last years is replaced here: joins (by counting tokens on flows), the growing tree (a done token
leaves at once), prediction (off), clock and random ids (from the command), Python expressions (FEEL only).
"""

from app.engine.amending import amend
from app.engine.definition import Definition, compile_process
from app.engine.external_checks import is_topic, result_names
from app.engine.looking import run_data, visible_data
from app.engine.migrating import migrate
from app.engine.migrating_ahead import ahead
from app.engine.migrating_fit import CannotMigrate, Obstacle
from app.engine.migrating_moves import move
from app.engine.migrating_outcome import Migration, Renamed
from app.engine.model import (
    CannotRun,
    Closed,
    Command,
    Element,
    EngineFailure,
    Finding,
    NoDate,
    NotReady,
    Opened,
    Step,
    StepBudgetExceeded,
    Thrown,
    TimerSet,
    UnreadableState,
    Wait,
)
from app.engine.stepping import complete, deliver, fire_timer, raise_error, start

__all__ = [
    "CannotMigrate",
    "CannotRun",
    "Closed",
    "Command",
    "Definition",
    "Element",
    "EngineFailure",
    "Finding",
    "Migration",
    "NoDate",
    "NotReady",
    "Obstacle",
    "Opened",
    "Renamed",
    "Step",
    "StepBudgetExceeded",
    "Thrown",
    "TimerSet",
    "UnreadableState",
    "Wait",
    "ahead",
    "amend",
    "compile_process",
    "complete",
    "deliver",
    "fire_timer",
    "is_topic",
    "migrate",
    "move",
    "raise_error",
    "result_names",
    "run_data",
    "start",
    "visible_data",
]
