"""Statistics, codings and models; they take and return tables and know nothing else of the book."""
