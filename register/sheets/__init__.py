"""Record sheets as PDF files: asked for, drawn by a worker, kept while they are up to date."""
