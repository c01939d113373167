"""Sphinx extensions that make a MyST-NB book closed, accessible, searchable and citable."""
