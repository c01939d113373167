"""Executes a book: strictly, side by side, and only what has changed."""
