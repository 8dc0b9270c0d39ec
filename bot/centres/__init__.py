"""Employment centres that hand out the bot's link: their list, links, QR codes and posters."""

from bot.centres.registry import Centre, CentreError, CentreFileError, Centres, UnknownCentreError

__all__ = ["Centre", "CentreError", "CentreFileError", "Centres", "UnknownCentreError"]
