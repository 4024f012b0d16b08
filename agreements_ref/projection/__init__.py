"""What follows from the raw rows: readings, agencies, versions, review items.

All of it can be made again at any time, in whatever order the lists came in; `check` compares.
"""
