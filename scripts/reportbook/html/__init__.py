"""How pages reach a reader: style sheets, scripts, formulas, search, with no other host."""
