"""The handbook: Markdown for each kind of reader, in English and (under `es/`) in Spanish."""
