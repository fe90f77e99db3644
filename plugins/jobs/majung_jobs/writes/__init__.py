"""What happens on the jobs platform: each function is one use case and one transaction."""
