"""The open book: returns handed in, checked, queried and accepted."""
