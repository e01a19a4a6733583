"""The register's rooms: the public check, the office's desk, the mentor's own certificates."""
