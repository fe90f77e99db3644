"""Questions the fund's changes and types ask: products and sets as rules, facts of a firm, what it owes."""
