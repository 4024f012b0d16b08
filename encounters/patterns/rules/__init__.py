"""Pure rules of protected releases: plain Python, no framework, no clock, no storage."""
