"""Pages of the platform itself: start, sign-in, account, handbook, API description."""
