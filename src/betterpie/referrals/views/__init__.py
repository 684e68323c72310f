"""The pages of referrals: giving one, looking at them, taking steps, the customer's own page, and steps from a mail."""
