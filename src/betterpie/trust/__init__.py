"""Trust: −5 to +5 for a member, from what happened, with every point opening to its deed.

Owns the evidence that it makes of the word Regards, the standings weighed from it, and a node's own weights and steps. It never asks
anybody for an opinion out of thin air, never looks at other platforms, and never orders members by their trust.
"""
