"""Learns the weights of ranking and of confidence; they belong to an encoder."""
