"""Steps told as sentences, tables and trees."""
