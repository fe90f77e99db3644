"""Stored documents at work: checked, executed for events, sent, polled, described."""
