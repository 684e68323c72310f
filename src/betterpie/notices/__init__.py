"""Letters: what people hear of by mail.

Owns the letters that wait to be sent, and what each address wishes not to get. The words come from the rooms; this room decides
to whom and when a letter goes, and sends nothing twice.
"""
