"""Packages of works: the team, target, cost and measures of each, what they come to together, and what is called off under them."""
