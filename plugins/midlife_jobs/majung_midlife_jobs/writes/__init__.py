"""What happens at the centre: each function is one use case and one transaction."""
