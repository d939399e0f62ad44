"""What an auditor is told of a case, worked out from its events alone; pure, it knows no storage and no page."""
