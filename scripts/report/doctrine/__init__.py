"""Part I: what Moscow says about land and alliance, and what can be counted about it."""
