"""The pages of pacts, for those who sign in and for the readers of a mail."""
