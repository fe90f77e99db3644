"""Export costs of small firms: marketing and international freight, paid back against receipts."""
