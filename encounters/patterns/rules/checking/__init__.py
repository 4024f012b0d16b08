"""The parts of the release check. They share no code with what makes releases."""
