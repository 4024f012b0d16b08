"""Writing plans, blocks and releases. Each verb says what it keeps in one transaction."""

from encounters.patterns.services.forming import form_blocks
from encounters.patterns.services.orders import order_release
from encounters.patterns.services.plans import declare_plan
from encounters.patterns.services.practice import forget_practice_releases
from encounters.patterns.services.releasing import render_release

__all__ = [
    "declare_plan",
    "forget_practice_releases",
    "form_blocks",
    "order_release",
    "render_release",
]
