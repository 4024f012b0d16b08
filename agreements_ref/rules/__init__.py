"""What the published lists say, decided in plain Python."""
