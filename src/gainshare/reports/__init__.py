"""What to show of a result: statements, tables and charts."""
