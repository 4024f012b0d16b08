"""Word-codes: what an observer can write on paper instead of a number."""

import secrets

# Short, plain, unlike one another when spoken in a noisy place, and the same for everybody.
_WORDS = (
    "acorn amber anchor apple april arrow aspen atlas autumn basil beacon birch bison blanket"
    " bonfire bramble bridge bronze butter canal candle canyon carbon cedar chalk cherry cinder"
    " citrus clover cobalt comet copper coral cotton crater cricket crystal cypress dahlia dolphin"
    " domino dragon driftwood ember emerald falcon feather fern fiddle finch flint forest fossil"
    " fountain galaxy garden garnet ginger glacier granite gravel guitar harbor hazel heron hickory"
    " honey horizon indigo island ivory jasmine jigsaw juniper kettle lagoon lantern lavender lemon"
    " lilac linen lotus magnet mango maple marble marigold meadow melon mesa mint mirror mosaic"
    " mountain nectar nutmeg oasis ocean olive onyx opal orchard orchid otter paddle palm papaya"
    " pebble pelican pepper pine planet plum pocket pollen poppy prairie pumpkin quartz"
    " quilt rabbit raven reef ribbon river robin rocket rosemary saddle saffron sailor salmon"
    " sapphire satin seagull sequoia shadow shell silver sparrow spruce summer sunset tango teapot"
    " thistle thunder timber topaz tulip tundra turtle velvet violet walnut willow window winter"
    " wisteria yarrow yellow zephyr zigzag"
)
WORDS = _WORDS.split()


def new_word_code() -> str:
    """Return, for instance, `willow-topaz-482`: about 30 million different codes."""
    return f"{secrets.choice(WORDS)}-{secrets.choice(WORDS)}-{secrets.randbelow(900) + 100}"
