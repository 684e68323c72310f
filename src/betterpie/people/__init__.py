"""Who signs in: by a mailed code or a passkey, without a password.

Owns people and how they enter. It knows nothing of businesses or nodes; a person's seat is the business of `members`.
"""
