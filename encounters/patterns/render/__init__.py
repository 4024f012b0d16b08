"""Drawing what a release file shows, and nothing else. Texts and labels come from the caller."""
