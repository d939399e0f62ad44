"""What tests stand on: databases, a clock, a browser; it knows no rule of the product."""
