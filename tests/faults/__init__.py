"""Faults on real processes: what was acknowledged must still be there, and every channel must agree soon after."""
