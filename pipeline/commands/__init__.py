"""Commands that have a module of their own: each parses, calls one function, and presents."""
