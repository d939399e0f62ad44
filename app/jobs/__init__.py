"""Background work: a worker process that turns what is due into work and does it; it decides nothing itself.

`queue` and `engine` speak DBOS, and nothing else does. `kind` says what a kind of work is, and each kind has a module
of its own (`timers`). `pulse` tells which workers live, `worker` is the process.
"""
