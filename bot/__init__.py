"""Talks to people: Telegram, texts, statistics, the sandbox and the command line."""
