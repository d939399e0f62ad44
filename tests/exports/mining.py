"""What pm4py makes of two event logs; run as a program of its own, because it brings the whole of its world along.

Usage: python -m tests.exports.mining LOG.xes LOG.jsonocel; prints one JSON object.
"""

from __future__ import annotations

import json
import sys

import pm4py  # type: ignore[import-untyped]


def main(xes: str, ocel: str) -> None:
    """Read both logs, discover a model from each, and say what is in them."""
    log = pm4py.read_xes(xes)
    net, start, end = pm4py.discover_petri_net_inductive(log, noise_threshold=0.2)
    objects = pm4py.read_ocel2_json(ocel)
    graph = pm4py.discover_ocdfg(objects)
    told = {
        "xes": {
            "cases": int(log["case:concept:name"].nunique()),
            "events": len(log),
            "activities": int(log["concept:name"].nunique()),
            "resources": int(log["org:resource"].nunique()),
            "transitions": len(net.transitions),
            "marked": [len(start), len(end)],
        },
        "ocel": {
            "cases": int((objects.objects["ocel:type"] == "case").sum()),
            "events": len(objects.events),
            "officers": int((objects.objects["ocel:type"] == "officer").sum()),
            "activities": len(graph["activities"]),
        },
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
