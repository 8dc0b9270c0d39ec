"""How the encoder that ships with the project is made; not needed to run the bot."""
