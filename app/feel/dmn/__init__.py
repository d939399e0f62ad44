"""Decision models of DMN files: reading, types, boxed expressions, tables and the graph; knows no engine."""
