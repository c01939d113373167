"""What stands on the pages: figures, tables, citations, the catalogue of data, notebooks."""
