"""Reference texts as plain data."""
