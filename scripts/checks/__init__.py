"""What `scripts/check.py` looks at, a module a subject."""
