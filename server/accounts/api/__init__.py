"""The API of the own account and session."""
