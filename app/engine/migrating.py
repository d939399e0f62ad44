"""Carrying a run over to another version of its process; it must not know tasks, timers or cases as rows.

Every token that is somewhere goes on at what its element has become, under its own id; events on borders and of whole
levels are kept, set anew or dropped as the new version draws them. What no longer fits must be named in a mapping,
and then begins anew at the element named. Either all of that succeeds, or nothing happens.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.util.task import TaskState

from app.engine.definition import Definition
from app.engine.events import EventGateway
from app.engine.gateways import Join
from app.engine.migrating_fit import CannotMigrate, Obstacle, Renames, cannot_enter, misfit, same_ways
from app.engine.migrating_joins import stands_well
from app.engine.migrating_outcome import Migration, Renamed, failed, places_of, waits_for_ever
from app.engine.migrating_waits import Waits
from app.engine.model import Command, EngineFailure, NotReady
from app.engine.nodes import Catching, Node
from app.engine.state import load
from app.engine.stepping import finish
from app.engine.token import Token
from app.engine.tree import Run, TokenTree

NAMES_A_STEP = "four_eyes_by"
"""The setting that tells which variable holds the id of an earlier step."""


def migrate(
    old: Definition, new: Definition, state: bytes, mapping: Mapping[str, str], command: Command
) -> Migration:
    """Carry a run over to another version of its process.

    `mapping` says what elements of the old version have become (see `Renames`); the others keep their ids. A token
    whose element is named and has become another kind of element is taken away there and set before the new one.
    Raises CannotMigrate with every reason found, and NotReady for a run that has ended.
    """
    try:
        before = load(state, old, command)
    except EngineFailure as failure:
        raise CannotMigrate([failed(failure)]) from failure
    if before.completed:
        raise NotReady("流程已经结束，无需迁移。", "The run has ended; there is nothing to migrate.")
    crossing = _Crossing(old, new, before, Renames(old.key, mapping))
    places = places_of(before)
    crossing.plan()
    try:
        crossing.take_away()
        crossing.carry()
        step = finish(crossing.after, new)
    except EngineFailure as failure:
        raise CannotMigrate([failed(failure)]) from failure
    crossing.refuse_waiting_for_ever()
    return Migration(step, tuple(crossing.renamed), places, places_of(crossing.after))


@dataclass
class _Crossing:
    """One run on its way over."""

    old: Definition
    new: Definition
    before: Run
    renames: Renames
    renamed: list[Renamed] = field(default_factory=list)
    obstacles: list[Obstacle] = field(default_factory=list)
    staying: dict[str, Node] = field(default_factory=dict)
    entering: list[tuple[Token, Node]] = field(default_factory=list)
    flows: dict[str, str] = field(default_factory=dict)
    levels: dict[str, Any] = field(default_factory=dict)
    """The level of the new version for each tree of the run, by the id of the token that called it, "" for the run."""

    def __post_init__(self) -> None:
        self.after = Run(self.new.spec, self.new.pieces, self.before.command)
        self.after.journal = self.before.journal
        self.levels[""] = self.new.spec
        self.trees: dict[str, TokenTree] = {"": self.after}

    def plan(self) -> None:
        """Decide for every token where it goes; raise CannotMigrate when that is impossible for any of them."""
        if self.old.key != self.new.key:
            zh, en = "新旧版本不属于同一流程", "the versions belong to different processes"
            raise CannotMigrate([Obstacle("", "process", zh, en)])
        for tree in self.before.trees():
            level = self.levels.get(_caller(tree))
            if level is not None:
                for token in tree.live():
                    self._plan_one(token, level)
        if self.obstacles:
            raise CannotMigrate(self.obstacles)

    def _plan_one(self, token: Token, level: Any) -> None:
        if "loop" in token.internal_data and not token.on_root:
            host = self.staying.get(token.parent.id)
            if host is not None:
                self._stay(token, level.task_specs[host.each], level)
        elif token.on_root and not token.task_spec.listens:
            self._plan_root(token, level)

    def _plan_root(self, token: Token, level: Any) -> None:
        old = token.task_spec
        target = level.task_specs.get(self.renames.of(old))
        if not isinstance(target, Node):
            self._refuse(
                old,
                "removed",
                "在新版本的同一层中不存在，请指定由哪个元素接续",
                "is not in that level of the new version; name its successor",
            )
            return
        reason = misfit(old, target, token.workflow.spec, level)
        if reason is None:
            if isinstance(old, Join) and not self._plan_flow(token, target, level):
                return
            self._stay(token, target, level)
        elif not (self.renames.explicit(old) or (isinstance(old, Join) and isinstance(target, Join))):
            self._refuse(old, *reason)
        elif (closed := cannot_enter(target)) is not None:
            self._refuse(
                old, closed[0], f"的后继“{target.bpmn_id}”{closed[1]}", f"→ {target.bpmn_id}: {closed[2]}"
            )
        else:
            self.entering.append((token, target))

    def _stay(self, token: Token, target: Node, level: Any) -> None:
        self.staying[token.id] = target
        if token.id in self.before.subprocesses:
            self.levels[token.id] = self.after.subprocess_specs[target.spec]

    def _plan_flow(self, token: Token, join: Node, level: Any) -> bool:
        """Find the flow along which a token waits at a join: by its name, else by the element it comes from."""
        old = token.task_spec
        flow = self.renames.step(old.process_key, token.internal_data["flow"])
        if flow not in join.incoming:
            sources = [
                self.renames.of(node)
                for node in token.workflow.spec.task_specs.values()
                if isinstance(node, Node)
                for drawn in node.flows
                if drawn.id == token.internal_data["flow"]
            ]
            found = [
                drawn.id
                for name in sources
                for drawn in getattr(level.task_specs.get(name), "flows", ())
                if drawn.target == join.name
            ]
            if len(found) != 1:
                self._refuse(
                    old,
                    "flow",
                    "等待的分支在新版本中不再通向该网关",
                    "holds a token of a branch that no longer leads there",
                )
                return False
            flow = found[0]
        self.flows[token.id] = flow
        return True

    def _refuse(self, node: Node, code: str, zh: str, en: str) -> None:
        name = node.bpmn_name or node.bpmn_id
        address = self.renames.address(node)
        self.obstacles.append(Obstacle(address, code, f"“{name}”{zh}。", f"“{node.bpmn_id}” {en}."))

    def take_away(self) -> None:
        """Take tokens away whose element is no more, with everything inside them."""
        self.homes = [(_caller(token.workflow), target) for token, target in self.entering]
        for token, _ in self.entering:
            token.cancel()

    def carry(self) -> None:
        """Set every other token under the new version, then those that begin anew, and open joins that are complete."""
        self.after.data.update(self.before.data)
        for tree in self.before.trees():
            waits = Waits(self.renames, tree, self._tree(tree))
            for token in list(tree.live()):
                self._carry_one(token, waits)
            waits.set_missing()
        for home, target in self.homes:
            self.trees[home].put(target)
        for tree in self.after.trees():
            for token in list(tree.live()):
                waiting = isinstance(token.task_spec, Join) and token.state == TaskState.WAITING
                if token.id in tree.tasks and waiting and token.task_spec.complete(token):
                    token.task_spec.fire(token)

    def _tree(self, tree: TokenTree) -> TokenTree:
        """Return the new tree for one of the run, opened below the token that calls it."""
        if tree.caller is None:
            return self.after
        caller = self.after.find(tree.caller.id)
        assert caller is not None
        piece = self.after.create_subprocess(caller, caller.task_spec.spec)
        if piece.owns_data:
            piece.data.clear()
            piece.data.update(tree.data)
            if not piece.spec.embedded:
                self._name_steps(piece.data, caller)
        self.trees[caller.id] = piece
        return piece

    def _name_steps(self, data: dict[str, Any], caller: Token) -> None:
        """Let what a called piece knows of steps around it name them as they are called now."""
        data["caller_element"] = caller.element_id
        key = caller.task_spec.process_key
        told = {each.properties.get(NAMES_A_STEP) for each in self.new.elements.values()}
        for name in told:
            was = data.get(name or "")
            now = self.renames.step(key, was) if isinstance(was, str) else was
            if name and now != was and self.old.find_element(key, str(now)) is None:
                data[name] = now

    def _carry_one(self, token: Token, waits: Waits) -> None:
        target = self.staying.get(token.id)
        if target is None:
            awaited = waits.carry(token)
            if awaited is not None:
                self._note(token, awaited)
            return
        tree = waits.tree
        parent = tree.task_tree if token.on_root else tree.tasks[token.parent.id]
        carried = carry_token(token, tree, target, parent)
        if token.id in self.flows:
            carried.internal_data["flow"] = self.flows[token.id]
        if isinstance(target, Catching):
            waits.follow(token, carried)
        elif not isinstance(target, EventGateway):
            waits.host(carried)
        else:
            waits.gateway(token, carried)
        self._note(token, carried)

    def _note(self, token: Token, carried: Token) -> None:
        old = "/".join((*token.workflow.path, token.element_id))
        new = "/".join((*carried.workflow.path, carried.element_id))
        process = carried.task_spec.process_key
        if old != new or process != token.task_spec.process_key:
            self.renamed.append(Renamed(token.id, carried.element_id, process, carried.workflow.path))
            self.after.journal.trace.append({"became": old, "element": new})

    def refuse_waiting_for_ever(self) -> None:
        """Raise CannotMigrate when a token stands where its level, drawn as it is now, never lets it stand."""
        stuck = [tree for tree in self._changed() if not stands_well(tree)]
        if stuck:
            raise CannotMigrate([waits_for_ever(tree) for tree in stuck])

    def _changed(self) -> Iterator[TokenTree]:
        entered = {home for home, _ in self.homes}
        drawn = {_caller(tree): tree.spec for tree in self.before.trees()}
        for tree in self.after.trees():
            caller = _caller(tree)
            if caller in drawn and (
                caller in entered or not same_ways(drawn[caller], tree.spec, self.renames)
            ):
                yield tree


def carry_token(token: Token, tree: TokenTree, target: Node, parent: Token) -> Token:
    """Set a token of the same id, with its data and marks, at an element of another tree."""
    carried = Token(tree, target, parent, token.state, token.id)
    carried.data = dict(token.data)
    carried.internal_data = dict(token.internal_data)
    return carried


def _caller(tree: TokenTree) -> str:
    return "" if tree.caller is None else tree.caller.id
