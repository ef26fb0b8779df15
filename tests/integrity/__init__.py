"""The validator, repairs and backups."""
