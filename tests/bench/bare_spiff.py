"""SpiffWorkflow by itself, as its documentation uses it: the whole workflow serialised, one commit a completion."""

from __future__ import annotations

import io
import os
import sqlite3
import sys

from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.util.task import TaskState

from tests.bench.contestants import answer
from tests.bench.flows import TASKS, line_of_tasks
from tests.bench.measuring import Samples, measured, steady

KEY = "bench_12"
ANSWERS = {"opinion": "同意", "amount": "9600.00", "facts": "经核查，投诉反映的情况属实，证据齐全。"}
SETTINGS = ("journal_mode=WAL", "synchronous=FULL", "cache_size=-65536")


class Office:
    """One database with a table of serialised workflows."""

    def __init__(self, path: str) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        for setting in SETTINGS:
            self.connection.execute(f"PRAGMA {setting}")
        self.connection.execute("CREATE TABLE run (id INTEGER PRIMARY KEY, state TEXT NOT NULL)")
        registry = BpmnWorkflowSerializer.configure(SPIFF_CONFIG)
        self.serializer = BpmnWorkflowSerializer(registry)
        parser = SpiffBpmnParser()
        drawn = line_of_tasks(KEY, TASKS)[f"processes/{KEY}/{KEY}.bpmn"]
        parser.add_bpmn_io(io.BytesIO(drawn))
        self.spec = parser.get_spec(KEY)

    def begin(self) -> int:
        """Start a workflow and return its row."""
        workflow = BpmnWorkflow(self.spec)
        workflow.do_engine_steps()
        state = self.serializer.serialize_json(workflow)
        row = self.connection.execute("INSERT INTO run (state) VALUES (?)", (state,)).lastrowid
        assert row is not None
        return row

    def complete(self, row: int) -> None:
        """Complete the task that is ready: read, deserialise, run, serialise, write, commit."""
        self.connection.execute("BEGIN IMMEDIATE")
        (state,) = self.connection.execute("SELECT state FROM run WHERE id = ?", (row,)).fetchone()
        workflow = self.serializer.deserialize_json(state)
        task = workflow.get_next_task(state=TaskState.READY, manual=True)
        task.data.update(ANSWERS)
        task.run()
        workflow.do_engine_steps()
        state = self.serializer.serialize_json(workflow)
        self.connection.execute("UPDATE run SET state = ? WHERE id = ?", (state, row))
        self.connection.execute("COMMIT")

    def work(self, samples: Samples, number: int) -> None:
        """Complete so many tasks, beginning a new workflow after the last task of one."""
        row = 0
        for done in range(number):
            if done % TASKS == 0:
                row = self.begin()
            measured(lambda: self.complete(row), samples)  # noqa: B023


def main() -> None:
    """Warm up, tell statements and commits, then measure as many completions as each line of input says."""
    office = Office(os.environ["BENCH_DATABASE"])
    office.work(Samples(), 2 * TASKS)
    answer(Samples(statements=[2], commits=[1]))
    with steady():
        for line in sys.stdin:
            timed = Samples()
            office.work(timed, int(line))
            answer(timed)


if __name__ == "__main__":
    main()
