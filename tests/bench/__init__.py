"""What the hot path costs, measured; `python -m tests.bench` prints it. It changes nothing of the product."""
