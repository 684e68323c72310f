"""The pages of one-to-ones, for those who sign in and for the readers of a mail."""
