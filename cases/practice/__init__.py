"""The practice space: a seeded, clearly marked team with synthetic encounters over real agencies.

Everything goes through the services that a person uses. One command removes it without trace.
"""
