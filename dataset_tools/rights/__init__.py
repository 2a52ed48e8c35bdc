"""What pages claim about rights, what that adds up to, and what a policy makes of it."""
