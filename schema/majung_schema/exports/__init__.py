"""Lists as files: the same question, policies and masks, page after page."""
