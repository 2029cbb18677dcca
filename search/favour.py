"""How much a card that matches is favoured for being trusted and used: small and bounded, so that words decide first.

A score is multiplied by a factor from `LEAST_FOR_USE` to 1 for use, and by that of its state of trust. Together they are at
least 0.85: a card whose words fit a fifth better stays before any other. A card without a matching word has no score.
"""

TRUST = {"verified": 1.0, "due": 0.97, "expired": 0.9}
# A card that was never used has this factor; one used so often stands half way to 1, and no use is ever too much.
LEAST_FOR_USE, HALF_WAY = 0.95, 50


def favour(trust: str, used: int) -> float:
    """From 0.85 to 1. Depends on this card alone, so that cards somebody may not see change nothing of what they do see."""
    return TRUST[trust] * (LEAST_FOR_USE + (1 - LEAST_FOR_USE) * used / (used + HALF_WAY))
