"""The agreement: its terms, dated variations and the checks across them."""
