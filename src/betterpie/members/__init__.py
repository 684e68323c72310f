"""Nodes, the businesses in them, and the seats that businesses have.

Owns who belongs where: nodes, businesses, members, staff, stewards, invitations, imported lists and the directory's search.
It never judges a member and never knows what members do with each other.
"""
