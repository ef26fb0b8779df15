"""What a developer runs: `make` names most of it."""
