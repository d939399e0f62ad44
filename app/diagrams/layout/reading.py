"""Turns the BPMN tree into a drawing plan; knows the element names of BPMN and nothing of geometry."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from app.diagrams.layout.plan import EVENT, GATEWAY, TASK, Edge, Lane, Node, Pool, Scope, text_size
from app.diagrams.safe_xml import BPMN, BPMNDI, bpmn, bpmn_children

EVENTS = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
)
SUBPROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ARTIFACTS = {"dataObjectReference": (36.0, 50.0), "dataStoreReference": (50.0, 50.0)}
ASSOCIATIONS = frozenset({"dataInputAssociation", "dataOutputAssociation"})


def read_plan(root: etree._Element) -> tuple[str, Scope, list[tuple[str, Scope]]]:
    """Return the id of the plane's element, the plan, and the plans of collapsed sub-processes by their id."""
    collapsed: list[tuple[str, Scope]] = []
    shut = {
        shape.get("bpmnElement", "")
        for shape in root.iter(f"{{{BPMNDI}}}BPMNShape")
        if shape.get("isExpanded") == "false"
    }
    reader = _Reader(shut, collapsed)
    collaboration = root.find(bpmn("collaboration"))
    processes = {str(p.get("id")): p for p in root.findall(bpmn("process"))}
    if collaboration is not None and collaboration.find(bpmn("participant")) is not None:
        return str(collaboration.get("id")), reader.collaboration(collaboration, processes), collapsed
    scope = Scope()
    for process in processes.values():
        reader.process(scope, process, len(scope.pools), None)
    plane = next(iter(processes), "")
    return plane, scope, collapsed


class _Reader:
    """Reads scopes; sub-processes named in `shut` are kept closed and read into `collapsed`."""

    def __init__(self, shut: set[str], collapsed: list[tuple[str, Scope]]) -> None:
        self.shut, self.collapsed = shut, collapsed

    def collaboration(self, element: etree._Element, processes: dict[str, etree._Element]) -> Scope:
        scope = Scope()
        for participant in element.findall(bpmn("participant")):
            process = processes.get(_plain(participant.get("processRef")))
            pool_id = str(participant.get("id"))
            if process is None:
                scope.pools.append(Pool(pool_id, shut=True))
                scope.lanes.append(Lane(None, len(scope.pools) - 1))
                node = Node(pool_id, "pool", 0.0, 60.0, lane=len(scope.lanes) - 1)
                scope.nodes[pool_id] = node
            else:
                self.process(scope, process, len(scope.pools), pool_id)
        self._artifacts(scope, element, 0)
        for flow in element.findall(bpmn("messageFlow")):
            scope.edges.append(_edge(flow, "message"))
        _settle(scope)
        return scope

    def process(self, scope: Scope, process: etree._Element, pool: int, pool_id: str | None) -> None:
        """Add one process as a pool with its lanes (at least one, perhaps unnamed) to the scope."""
        first = len(scope.lanes)
        scope.pools.append(Pool(pool_id))
        lane_of: dict[str, int] = {}
        for lane_set in process.findall(bpmn("laneSet")):
            _lanes(scope, lane_set, pool, (), lane_of)
        if len(scope.lanes) == first:
            scope.lanes.append(Lane(None, pool))
        self.content(scope, process, lambda node_id: lane_of.get(node_id, -1), first)
        _settle(scope)

    def content(
        self, scope: Scope, container: etree._Element, lane_of: Callable[[str], int], first: int
    ) -> None:
        """Add the shapes and lines directly inside a process or sub-process."""
        added: list[Node] = []
        for name, child in bpmn_children(container):
            node = self._node(name, child)
            if node is not None and node.id not in scope.nodes:
                node.lane = lane_of(node.id)
                scope.nodes[node.id] = node
                added.append(node)
            if name == "sequenceFlow":
                scope.edges.append(_edge(child, "flow"))
        defaults = {child.get("default") for _, child in bpmn_children(container)} - {None}
        for edge in scope.edges:
            edge.default = edge.default or edge.id in defaults
        self._artifacts(scope, container, -1)
        _data_associations(scope, container)
        _fill_lanes(scope, added, first)

    def _node(self, name: str, child: etree._Element) -> Node | None:
        node_id, label = str(child.get("id")), str(child.get("name") or "").strip()
        if name in EVENTS:
            node = Node(node_id, "event", *EVENT, label=label)
            node.start, node.end = name == "startEvent", name == "endEvent"
            node.blank = not any(n.endswith("EventDefinition") for n, _ in bpmn_children(child))
            if name == "boundaryEvent":
                node.kind, node.host = "boundary", _plain(child.get("attachedToRef"))
            return node
        if name.endswith("Gateway"):
            return Node(node_id, "gateway", *GATEWAY, label=label)
        if name in SUBPROCESSES:
            return self._subprocess(child, node_id)
        if name.lower().endswith("task") or name == "callActivity":
            return Node(node_id, "task", *TASK)
        if name in ARTIFACTS:
            return Node(node_id, "artifact", *ARTIFACTS[name], label=label)
        return None

    def _subprocess(self, child: etree._Element, node_id: str) -> Node:
        inner = Scope(lanes=[Lane(None, 0)], pools=[Pool(None)])
        self.content(inner, child, lambda _: 0, 0)
        _settle(inner)
        apart = child.get("triggeredByEvent") == "true"
        if node_id in self.shut or not inner.nodes:
            if inner.nodes:
                self.collapsed.append((node_id, inner))
            return Node(node_id, "task", *TASK, apart=apart)
        return Node(node_id, "subprocess", *TASK, inner=inner, apart=apart)

    def _artifacts(self, scope: Scope, container: etree._Element, lane: int) -> None:
        for name, child in bpmn_children(container):
            if name == "textAnnotation":
                width, height = text_size(str(child.findtext(bpmn("text")) or "").strip())
                node_id = str(child.get("id"))
                scope.nodes[node_id] = Node(
                    node_id, "artifact", max(width, 72.0) + 16.0, max(height, 14.0) + 16.0, lane
                )
        for name, child in bpmn_children(container):
            if name == "association":
                scope.edges.append(_edge(child, "association"))


def _edge(element: etree._Element, kind: str) -> Edge:
    return Edge(
        str(element.get("id")),
        _plain(element.get("sourceRef")),
        _plain(element.get("targetRef")),
        label=str(element.get("name") or "").strip(),
        kind=kind,
    )


def _plain(reference: str | None) -> str:
    return (reference or "").rsplit(":", 1)[-1].strip()


def _lanes(
    scope: Scope, lane_set: etree._Element, pool: int, path: tuple[str, ...], lane_of: dict[str, int]
) -> None:
    for lane in lane_set.findall(bpmn("lane")):
        lane_id = str(lane.get("id"))
        children = lane.find(bpmn("childLaneSet"))
        if children is not None and children.find(bpmn("lane")) is not None:
            _lanes(scope, children, pool, (*path, lane_id), lane_of)
        else:
            scope.lanes.append(Lane(lane_id, pool, path))
        for reference in lane.findall(bpmn("flowNodeRef")):
            lane_of.setdefault(_plain(reference.text), len(scope.lanes) - 1)


def _data_associations(scope: Scope, container: etree._Element) -> None:
    for _, owner in bpmn_children(container):
        for name, link in bpmn_children(owner):
            if name not in ASSOCIATIONS:
                continue
            source = _plain(link.findtext(f"{{{BPMN}}}sourceRef"))
            target = _plain(link.findtext(f"{{{BPMN}}}targetRef"))
            owner_id = str(owner.get("id"))
            ends = (source, owner_id) if name == "dataInputAssociation" else (owner_id, target)
            scope.edges.append(Edge(str(link.get("id")), *ends, kind="association"))


def _fill_lanes(scope: Scope, nodes: list[Node], first: int) -> None:
    """Give shapes that no lane names the lane of their host or of a neighbour, else the first lane."""
    for node in nodes:
        if node.host is not None and node.host in scope.nodes:
            node.lane = scope.nodes[node.host].lane
        elif node.host is not None:
            node.kind, node.host = "event", None
    for _ in range(len(nodes)):
        changed = False
        for edge in scope.edges:
            ends = (scope.nodes.get(edge.source), scope.nodes.get(edge.target))
            for one, other in (ends, ends[::-1]):
                if one is not None and other is not None and one.lane < 0 <= other.lane:
                    one.lane, changed = other.lane, True
        if not changed:
            break
    for node in scope.nodes.values():
        if node.lane < 0:
            node.lane = first


def _settle(scope: Scope) -> None:
    """Set aside lines whose ends are not both on this plane: they are drawn straight from border to border."""
    pools = {pool.id for pool in scope.pools if not pool.shut}
    inside = [e for e in scope.edges if e.source in scope.nodes and e.target in scope.nodes]
    scope.loose += [e for e in scope.edges if e not in inside and not {e.source, e.target} <= pools]
    scope.edges = inside
