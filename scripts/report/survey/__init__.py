"""What Russians and Ukrainians answer, and how much a percentage can carry."""
