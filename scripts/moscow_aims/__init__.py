"""Turns the facts in `data/` into the findings, figures and numbers of the book."""
