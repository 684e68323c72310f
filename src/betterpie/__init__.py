"""Betterpie: what a town's small businesses run together so that each of them does better than alone."""
