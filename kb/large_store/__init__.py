"""A store as large as one likes, to measure on: the demo's own sentences, recombined by a fixed seed."""
