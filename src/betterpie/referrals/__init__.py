"""Customers sent from one member to another, with their leave, followed to the outcome.

Owns referrals, the customer's page and her details, the steps and the result, and what pairs of members saw of each other. It
never passes a customer's details to anybody but the one business she chose, and it never contacts her but by the mail address
she gave for this.
"""
