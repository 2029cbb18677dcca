"""How people come in: passwords and their limits, second factors, single sign-on, sessions; and what is written down of it."""
