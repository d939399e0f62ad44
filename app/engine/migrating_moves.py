"""Moving tokens of a run by hand from where they are to another element; it must not know versions or rows."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any

from app.engine.calls import SubProcess
from app.engine.definition import Definition
from app.engine.migrating_fit import CannotMigrate, Obstacle, Sentence, cannot_enter
from app.engine.migrating_joins import stands_well
from app.engine.migrating_outcome import Migration, failed, places_of, waits_for_ever
from app.engine.model import Command, EngineFailure
from app.engine.nodes import Node
from app.engine.state import load
from app.engine.stepping import finish
from app.engine.token import Token
from app.engine.tree import Run, TokenTree


def move(definition: Definition, state: bytes, tokens: Sequence[str], to: str, command: Command) -> Migration:
    """Take tokens away from where they stand and set one before another element, named by id or "<piece>/<id>".

    The element may lie around all the tokens, or inside embedded sub-processes beside them, which are then entered.
    What was open at the tokens is cancelled. Raises CannotMigrate when a token is not there or cannot leave, when
    nothing can be set before the element, and when a join might then wait for ever.
    """
    try:
        run = load(state, definition, command)
        places = places_of(run)
        found = [_movable(run, token) for token in dict.fromkeys(tokens)]
        if not found:
            raise _refused("", ("nothing", "没有指定要移动的位置。", "No token was named."))
        way = _Way(definition, run, found, to)
        for token in found:
            if run.find(token.id) is token:  # else it was inside another one that has left
                _leave(token, way.home)
        changed = [way.home, *way.enter()]
        step = finish(run, definition)
    except EngineFailure as failure:
        raise CannotMigrate([failed(failure)]) from failure
    stuck = [tree for tree in changed if not tree.completed and not stands_well(tree)]
    if stuck:
        raise CannotMigrate([waits_for_ever(tree) for tree in stuck])
    return Migration(step, (), places, places_of(run))


def _refused(element: str, sentence: Sentence) -> CannotMigrate:
    return CannotMigrate([Obstacle(element, *sentence)])


def _movable(run: Run, token_id: str) -> Token:
    token = run.find(token_id)
    if token is None:
        raise _refused("", ("gone", "这个位置已经不在了，请刷新后再选。", "That token is no longer there."))
    if not token.on_root or token.task_spec.listens:
        zh = "多实例中的一次、附着或等待的事件不能单独移动，请移动整个步骤。"
        en = "One turn of a repeated step, or an awaited event, cannot be moved alone; move the whole step."
        raise _refused(token.element_id, ("part", zh, en))
    return token


def _leave(token: Token, home: TokenTree) -> None:
    """Take a token away, with every sub-process and call on the way out that is empty then."""
    while True:
        tree = token.workflow
        if token.id in tree.tasks:
            token.cancel()
        if tree is home or any(not left.task_spec.listens for left in tree.live()):
            break
        assert tree.caller is not None
        token = tree.caller
        if not token.on_root:
            zh = "多实例中只剩这一项时不能单独移出，请移动整个多实例步骤。"
            en = "One turn of a repeated step cannot be left alone; move the whole step."
            raise _refused(token.element_id, ("part", zh, en))


class _Way:
    """Where tokens go: the innermost open level around all of them that holds the element, or leads to it."""

    def __init__(self, definition: Definition, run: Run, tokens: list[Token], to: str) -> None:
        self.tokens = tokens
        self.to = to
        *piece, name = to.split("/")
        key = piece[0] if piece else definition.key
        level: TokenTree | None = tokens[0].workflow
        while level is not None:
            if not all(_within(token.workflow, level) for token in tokens):
                level = level.caller.workflow if level.caller else None
                continue
            found = _inward(level.spec, run.subprocess_specs, key, name)
            if found is not None:
                self.home, (self.chain, self.target) = level, found
                break
            level = level.caller.workflow if level.caller else None
        else:
            zh, en = "这个元素不在所选位置的流程中。", "The element is in no level around the token."
            raise _refused(to, ("target", zh, en))
        if (closed := cannot_enter(self.target)) is not None:
            raise _refused(to, (closed[0], f"“{name}”{closed[1]}。", f"“{name}” {closed[2]}."))

    def enter(self) -> list[TokenTree]:
        """Set a token before the element, entering the sub-processes around it; return those that were entered."""
        tree, entered = self.home, []
        if self._left_behind():
            zh = "所在的子流程中还有其他未完成的工作，请一并移动。"
            en = "Other work is still open in the sub-process that would be left; move it as well."
            raise _refused(self.to, ("beside", zh, en))
        for host in self.chain:
            tree = _opened(tree, host)
            entered.append(tree)
        tree.put(self.target)
        return entered

    def _left_behind(self) -> bool:
        """Whether a level that a token left, other than where it goes, still holds work."""
        open_trees = {id(tree) for tree in self.home.top_workflow.trees()}
        return any(
            token.workflow is not self.home and id(token.workflow) in open_trees for token in self.tokens
        )


def _within(tree: TokenTree, level: TokenTree) -> bool:
    """Whether a tree is a level or lies inside it."""
    while tree is not level:
        if tree.caller is None:
            return False
        tree = tree.caller.workflow
    return True


def _inward(
    level: Any, pieces: dict[str, Any], key: str, name: str
) -> tuple[tuple[SubProcess, ...], Node] | None:
    """Return the sub-processes to enter from a level, and the element in the innermost; None when it is not there."""
    todo: deque[tuple[Any, tuple[SubProcess, ...]]] = deque([(level, ())])
    while todo:
        inner, chain = todo.popleft()
        node = inner.task_specs.get(name)
        if isinstance(node, Node) and node.process_key == key:
            return chain, node
        for host in inner.task_specs.values():
            if type(host) is SubProcess and not host.name.endswith("]"):
                todo.append((pieces[host.spec], (*chain, host)))
    return None


def _opened(tree: TokenTree, host: SubProcess) -> TokenTree:
    """Return the tree of a sub-process: the one that is open, else a new one, entered without its start."""
    run = tree.top_workflow
    for token in tree.live():
        if token.task_spec is host:
            open_one: TokenTree = run.subprocesses[token.id]
            return open_one
    token = Token(tree, host, tree.task_tree)
    piece = host.enter(token)
    piece.listen()
    return piece
