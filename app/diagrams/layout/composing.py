"""Puts the steps of a drawing together: order, rows, routes, tracks, pixels, labels, bands."""

from __future__ import annotations

from app.diagrams.layout.board import Board, Net
from app.diagrams.layout.boundary import widen_hosts
from app.diagrams.layout.columns import set_columns
from app.diagrams.layout.labels import Labels
from app.diagrams.layout.measures import (
    INNER_MARGIN,
    INNER_TITLE,
    LANE_STRIP,
    POOL_STRIP,
    Box,
    Drawing,
    Point,
)
from app.diagrams.layout.order import mark_loops
from app.diagrams.layout.places import Places, Room
from app.diagrams.layout.plan import Scope
from app.diagrams.layout.router import Router
from app.diagrams.layout.rows import set_rows
from app.diagrams.layout.sketch import price_of
from app.diagrams.layout.taste import TASTES, price

ATTEMPTS = 8
ROUTED = 4
DETOURS = 6
LARGE = 85
"""Lines above which a diagram is placed and routed one way only, and more quickly, so that none takes long."""
TOUCHES = (1.6, 0.4)
ORIGIN: Point = (160.0, 80.0)


def compose(scope: Scope) -> Drawing:
    """Draw one plane: everything in a scope, sub-processes included."""
    drawing = _draw(scope)
    _bands(scope, drawing)
    _loose(scope, drawing)
    moved = Drawing(bands={key: box.moved(*ORIGIN) for key, box in drawing.bands.items()})
    moved.include(drawing, *ORIGIN)
    return moved


def _draw(scope: Scope) -> Drawing:
    insides = _insides(scope)
    widen_hosts(scope)
    mark_loops(scope)
    set_columns(scope)
    board, nets = _best_routes(scope)
    room = Room()
    for _ in range(ATTEMPTS):
        places = Places(board, nets, room)
        drawing = _pixels(places)
        if Labels(places, drawing).place_all(room):
            break
    _add_insides(drawing, insides)
    _lane_boxes(scope, places, drawing)
    return drawing


def _best_routes(scope: Scope) -> tuple[Board, list[Net]]:
    """Place by several tastes, route the most promising placings and keep the cheapest; ties go to the earlier."""
    placings: dict[tuple[int, ...], float] = {}
    hurried = len(scope.edges) > LARGE
    for taste in TASTES[:1] if hurried else TASTES:
        set_rows(scope, taste)
        placings.setdefault(tuple(node.row for node in scope.nodes.values()), price_of(scope))
    found: list[tuple[float, int, tuple[int, ...], Board, list[Net]]] = []
    promising = sorted(placings, key=lambda rows: placings[rows])[:ROUTED]
    touches = TOUCHES[:1] if hurried else TOUCHES
    for number, (rows, touch) in enumerate((rows, touch) for rows in promising for touch in touches):
        _set_rows(scope, rows)
        board = Board(scope)
        nets = board.nets()
        router = Router(board, touch, hurried)
        router.route_all(nets)
        places = _untangled(board, nets, router)
        cost = price([places.points(net) for net in nets], places.total_height)
        found.append((cost, number, rows, board, nets))
    _, _, rows, board, nets = min(found)
    _set_rows(scope, rows)
    return board, nets


def _untangled(board: Board, nets: list[Net], router: Router) -> Places:
    """Send lines that would lie on each other another way, as long as there are any."""
    places = Places(board, nets, Room())
    for _ in range(DETOURS):
        tangled = places.clashes()
        if not tangled:
            break
        for net, place in tangled:
            router.detour(net, place)
        places = Places(board, nets, Room())
    return places


def _set_rows(scope: Scope, rows: tuple[int, ...]) -> None:
    for node, row in zip(scope.nodes.values(), rows, strict=True):
        node.row = row


def _pixels(places: Places) -> Drawing:
    drawing = Drawing(width=places.total_width, height=places.total_height)
    for node in places.board.scope.nodes.values():
        if node.kind == "pool":
            node.width = places.total_width
            line = places.board.row_line[(node.lane, node.row)]
            drawing.shapes[node.id] = Box(
                0.0, places.y[line] - node.height / 2, places.total_width, node.height
            )
        else:
            drawing.shapes[node.id] = places.box(node)
        if node.inner is not None:
            drawing.expanded.add(node.id)
    for net in places.nets:
        drawing.lines[net.edge.id] = places.points(net)
    return drawing


def _insides(scope: Scope) -> dict[str, Drawing]:
    """Draw the expanded sub-processes first: their size is that of their content."""
    insides: dict[str, Drawing] = {}
    for node in scope.nodes.values():
        if node.inner is not None:
            inside = _draw(node.inner)
            _loose(node.inner, inside)
            insides[node.id] = inside
            node.width = inside.width + 2 * INNER_MARGIN
            node.height = inside.height + INNER_MARGIN + INNER_TITLE
    return insides


def _add_insides(drawing: Drawing, insides: dict[str, Drawing]) -> None:
    for node_id, inside in insides.items():
        box = drawing.shapes[node_id]
        drawing.include(inside, box.x + INNER_MARGIN, box.y + INNER_TITLE)


def _lane_boxes(scope: Scope, places: Places, drawing: Drawing) -> None:
    """The bands of leaf lanes without their strips, kept under `lane:<number>` until the pools are framed."""
    for number in range(len(scope.lanes)):
        lines = [y for y, line in enumerate(places.board.lines) if line.lane == number]
        top, bottom = places.top[lines[0]], places.bottom[lines[-1]]
        drawing.bands[f"lane:{number}"] = Box(0.0, top, drawing.width, bottom - top)


def _bands(scope: Scope, drawing: Drawing) -> None:
    """Frame lanes and pools around the rows, nested lanes inside their parents."""
    leaves = {number: drawing.bands.pop(f"lane:{number}") for number in range(len(scope.lanes))}
    deepest = max((len(lane.path) + (lane.id is not None) for lane in scope.lanes), default=0)
    strip = deepest * LANE_STRIP
    bands: dict[str, Box] = {}
    for number, pool in enumerate(scope.pools):
        own = [leaves[n] for n, lane in enumerate(scope.lanes) if lane.pool == number]
        if pool.id is not None and own:
            frame = _around(own)
            if pool.shut:
                frame = drawing.shapes[pool.id]
            left = frame.x - strip - POOL_STRIP
            bands[pool.id] = Box(left, frame.y, frame.right - left, frame.height)
            drawing.shapes[pool.id] = bands[pool.id]
    for depth in range(deepest):
        for lane_id, boxes in _lanes_at(scope, leaves, depth).items():
            frame = _around(boxes)
            left = frame.x - (deepest - depth) * LANE_STRIP
            bands[lane_id] = Box(left, frame.y, frame.right - left, frame.height)
    for key, box in bands.items():
        drawing.bands[key] = box
        drawing.shapes.pop(key, None)


def _lanes_at(scope: Scope, leaves: dict[int, Box], depth: int) -> dict[str, list[Box]]:
    found: dict[str, list[Box]] = {}
    for number, lane in enumerate(scope.lanes):
        ids = [*lane.path, lane.id] if lane.id is not None else list(lane.path)
        if depth < len(ids) and ids[depth] is not None:
            found.setdefault(str(ids[depth]), []).append(leaves[number])
    return found


def _around(boxes: list[Box]) -> Box:
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
    return Box(left, top, right - left, bottom - top)


def _loose(scope: Scope, drawing: Drawing) -> None:
    """Draw lines between planes straight from border to border, with one corner if need be."""
    for edge in scope.loose:
        source = drawing.shapes.get(edge.source) or drawing.bands.get(edge.source)
        target = drawing.shapes.get(edge.target) or drawing.bands.get(edge.target)
        if source is None or target is None:
            continue
        (xs, ys), (xt, yt) = source.middle, target.middle
        down = yt > ys
        drawing.lines[edge.id] = (
            [(xs, source.bottom if down else source.y), (xs, yt), (xt, yt)]
            if abs(xs - xt) > source.width / 2 + target.width / 2
            else [
                (xs, source.bottom if down else source.y),
                (xs, (ys + yt) / 2),
                (xt, (ys + yt) / 2),
                (xt, target.y if down else target.bottom),
            ]
        )
