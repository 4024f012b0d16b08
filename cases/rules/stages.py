"""The stages of a case file (field dictionary, 4.19)."""

STAGES = ("intake", "screening", "open", "litigation", "closed")
