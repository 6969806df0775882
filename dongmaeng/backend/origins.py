"""Where an endpoint or a source is from."""

SETTINGS = "settings"
"""No command changes it."""
ADDED = "added"
"""By command."""
