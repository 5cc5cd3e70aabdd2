"""The operator's page and its small server."""
