"""Trains and measures what the package knows of language: ``python -m retrieval.language``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from retrieval.language.measurement import measure, read_messages, table

ROOT: Final = Path(__file__).resolve().parents[2]
MESSAGES: Final = ROOT / "tests" / "retrieval" / "language" / "data"


def main() -> None:
    """``measure [FILE]`` tells how accurate it is; ``train`` and ``words`` renew what it knows."""
    parser = argparse.ArgumentParser(prog="python -m retrieval.language")
    commands = parser.add_subparsers(dest="command", required=True)
    measuring = commands.add_parser("measure", help="accuracy on labelled messages")
    measuring.add_argument("file", type=Path, nargs="?", default=MESSAGES / "messages_test.tsv")
    training = commands.add_parser("train", help="learn the letter statistics again")
    training.add_argument("--messages", type=Path, default=MESSAGES / "messages_dev.tsv")
    listing = commands.add_parser("words", help="list the words of ordinary writing again")
    listing.add_argument("corpus", type=Path, help="JSON lines with kk and ru texts")
    arguments = parser.parse_args()
    if arguments.command == "measure":
        print(table(measure(read_messages(arguments.file))))
    elif arguments.command == "words":
        from retrieval.language.training import list_words

        print(f"{list_words(arguments.corpus)} words")
    else:
        # scikit-learn is slow to import and needed for training only.
        from retrieval.language.training import train

        print(f"{train(ROOT, arguments.messages)} n-grams")


if __name__ == "__main__":
    main()
