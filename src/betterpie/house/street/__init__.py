"""The demo street: one made-up group of businesses with characters and half a year of deeds, laid by the real actions.

Owns who lives there and what is true of them, so that tests can ask whether the house finds it out. No firm here exists; the
telephone numbers are those kept for fiction (555-01xx).
"""
