"""How pictures look: palette, marks, maps and the sides of the talks."""
