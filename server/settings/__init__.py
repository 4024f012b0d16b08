"""Settings by run mode: `embedded` (one machine, no services), `deployed`, `test`."""
