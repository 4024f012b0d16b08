"""Adds one kind of slow work to an installation, so that a test can kill a worker in its middle."""
