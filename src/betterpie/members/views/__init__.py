"""The pages of members: the directory and its businesses, the people in them, coming in, and the steward's desk."""
