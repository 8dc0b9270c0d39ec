"""Trains the static encoder: one vector per subword, whose mean is the vector of a text.

While training, the vector of a token is its own row plus the scaled sum of the rows of its
character n-grams (as in fastText, Bojanowski et al. 2017), so inflected forms and cognates share
what they learn and words that stand in no pair still get a place. The finished table has the sums
worked out: nothing of this is left at run time.

The loss is the symmetric in-batch contrastive one (multiple negatives ranking) over pairs of texts
that mean the same or answer each other; tokens are dropped at random, so no single word carries a
sentence. Where a teacher's vectors of the right-hand texts are given, the student's similarities
also follow the teacher's.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as nn_functional
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn

__all__ = ["Recipe", "Task", "TokenTable", "train_table"]

Report = Callable[[int, dict[str, float], Tensor], None]


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the outcome besides the data."""

    vocabulary: int = 34_000
    dimension: int = 384
    ngram_lengths: tuple[int, int] = (2, 6)
    ngram_buckets: int = 1 << 17
    steps: int = 2500
    batch: int = 1024
    learning_rate: float = 0.01
    token_dropout: float = 0.15
    temperature: float = 0.09
    teacher_weight: float = 1.0
    teacher_temperature: float = 0.1
    longest_text: int = 128
    """Tokens of a text beyond this many are left out."""
    seed: int = 20261120


@dataclass(frozen=True)
class Task:
    """Text pairs to be pulled together; the other pairs of a batch are the negatives."""

    name: str
    pairs: Sequence[tuple[str, str]]
    share: float
    """How often, relative to the other tasks, a batch comes from this one."""
    temperature: float | None = None
    """Sharpness of the contrast; ``None`` means that of the recipe."""
    teacher: NDArray[np.float32] | None = None
    """Unit vectors of the right-hand texts, shape (len(pairs), any)."""


class TokenTable(nn.Module):
    """Token vectors composed of the token's own row and those of its n-grams."""

    ngrams: Tensor

    def __init__(self, tokenizer: Tokenizer, recipe: Recipe) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(recipe.seed)

        def rows(count: int) -> nn.Parameter:
            values = torch.randn(count, recipe.dimension, generator=generator)
            return nn.Parameter(values / math.sqrt(recipe.dimension))

        self.own = rows(tokenizer.get_vocab_size())
        self.shared = rows(recipe.ngram_buckets)
        self.register_buffer("ngrams", _ngram_matrix(tokenizer, recipe))

    def forward(self) -> Tensor:
        """The table, shape (vocabulary, dimension)."""
        table: Tensor = self.own + torch.sparse.mm(self.ngrams, self.shared)
        return table


def train_table(
    tokenizer: Tokenizer,
    tasks: Sequence[Task],
    recipe: Recipe,
    *,
    device: str = "cpu",
    report: Report | None = None,
    report_every: int = 250,
) -> NDArray[np.float32]:
    """Trains and returns the table, shape (vocabulary, dimension).

    Args:
        tokenizer: its vocabulary is that of the table.
        tasks: where batches come from.
        recipe: sizes, rates and the seed.
        device: a torch device; on the CPU the result is the same in every run.
        report: called every ``report_every`` steps with the step, the mean loss of each task since
            the last call and the table.
        report_every: steps between two reports.
    """
    generator = torch.Generator(device).manual_seed(recipe.seed)
    chooser = np.random.default_rng(recipe.seed)
    model = TokenTable(tokenizer, recipe).to(device)
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=recipe.learning_rate, betas=(0.9, 0.99), weight_decay=0.0
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, recipe.learning_rate, total_steps=recipe.steps, pct_start=0.1
    )
    sources = [_TaskBatches(task, tokenizer, recipe, device) for task in tasks]
    shares = np.array([task.share for task in tasks], dtype=np.float64)
    choices = chooser.choice(len(tasks), size=recipe.steps, p=shares / shares.sum())
    losses: dict[str, list[Tensor]] = {}
    for step, choice in enumerate(choices, start=1):
        loss = sources[choice].loss(model(), generator)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.setdefault(tasks[choice].name, []).append(loss.detach())
        if report is not None and step % report_every == 0:
            means = {name: float(torch.stack(values).mean()) for name, values in losses.items()}
            report(step, means, model().detach())
            losses.clear()
    with torch.no_grad():
        result: NDArray[np.float32] = model().cpu().numpy()
    return result


class _Texts:
    """Token ids of many texts in one flat tensor, from which batches are cut on the device."""

    def __init__(
        self, texts: Sequence[str], tokenizer: Tokenizer, longest: int, device: str
    ) -> None:
        ids: list[list[int]] = []
        for start in range(0, len(texts), 10_000):
            block = list(texts[start : start + 10_000])
            encodings = tokenizer.encode_batch_fast(block, add_special_tokens=False)
            ids += [encoding.ids[:longest] or [0] for encoding in encodings]
        lengths = torch.tensor([len(row) for row in ids])
        self._flat = torch.tensor([token for row in ids for token in row]).to(device)
        self._starts = (torch.cumsum(lengths, 0) - lengths).to(device)
        self._lengths = lengths.to(device)
        numbers: dict[str, int] = {}
        self.keys = torch.tensor([numbers.setdefault(text, len(numbers)) for text in texts]).to(
            device
        )

    def vectors(
        self, rows: Tensor, table: Tensor, dropout: float, generator: torch.Generator
    ) -> Tensor:
        """Unit vectors of the texts ``rows``, each token dropped with probability ``dropout``."""
        device = table.device
        lengths = self._lengths[rows]
        bag = torch.repeat_interleave(torch.arange(len(rows), device=device), lengths)
        ends = torch.cumsum(lengths, 0)
        place = torch.arange(len(bag), device=device) - (ends - lengths)[bag]
        tokens = self._flat[self._starts[rows][bag] + place]
        kept = torch.rand(len(bag), device=device, generator=generator) >= dropout
        counts = torch.zeros(len(rows), device=device).index_add(0, bag, kept.float())
        kept |= (counts == 0)[bag]
        counts = torch.where(counts == 0, lengths.float(), counts)
        offsets = (torch.cumsum(counts, 0) - counts).long()
        return nn_functional.normalize(
            nn_functional.embedding_bag(tokens[kept], table, offsets, mode="mean")
        )


class _TaskBatches:
    """Random batches of one task and the loss on them."""

    def __init__(self, task: Task, tokenizer: Tokenizer, recipe: Recipe, device: str) -> None:
        left, right = zip(*task.pairs, strict=True)
        self._left = _Texts(left, tokenizer, recipe.longest_text, device)
        self._right = _Texts(right, tokenizer, recipe.longest_text, device)
        self._teacher = None if task.teacher is None else torch.from_numpy(task.teacher).to(device)
        self._temperature = task.temperature or recipe.temperature
        self._count = len(task.pairs)
        self._recipe = recipe
        self._device = device

    def loss(self, table: Tensor, generator: torch.Generator) -> Tensor:
        """Loss on one fresh batch."""
        recipe = self._recipe
        size = min(recipe.batch, self._count)
        rows = torch.randperm(self._count, device=self._device, generator=generator)[:size]
        left = self._left.vectors(rows, table, recipe.token_dropout, generator)
        right = self._right.vectors(rows, table, recipe.token_dropout, generator)
        scores = (left @ right.T / self._temperature).masked_fill(self._same(rows), -math.inf)
        target = torch.arange(size, device=self._device)
        loss = (
            nn_functional.cross_entropy(scores, target)
            + nn_functional.cross_entropy(scores.T, target)
        ) / 2
        if self._teacher is not None and recipe.teacher_weight:
            teacher = self._teacher[rows].float()
            loss = loss + recipe.teacher_weight * (
                _follow(teacher, right @ right.T, recipe.teacher_temperature)
                + _follow(teacher, left @ right.T, recipe.teacher_temperature)
            )
        return loss

    def _same(self, rows: Tensor) -> Tensor:
        """Where an off-diagonal pair has the same text on either side: no negative."""
        left, right = self._left.keys[rows], self._right.keys[rows]
        same = (left[:, None] == left) | (right[:, None] == right)
        return same.fill_diagonal_(False)


def _follow(teacher: Tensor, similarities: Tensor, temperature: float) -> Tensor:
    """How far the student's neighbours of each text are from the teacher's (KL divergence)."""
    itself = torch.eye(len(teacher), dtype=torch.bool, device=teacher.device)
    wanted = (teacher @ teacher.T / temperature).masked_fill(itself, -1e4).log_softmax(dim=1)
    found = (similarities / temperature).masked_fill(itself, -1e4).log_softmax(dim=1)
    return nn_functional.kl_div(found, wanted, log_target=True, reduction="batchmean")


def _ngram_matrix(tokenizer: Tokenizer, recipe: Recipe) -> Tensor:
    """Sparse (vocabulary, buckets): hashed n-grams and beginnings of a token, 1/√count each."""
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    shortest, longest = recipe.ngram_lengths
    for token, row in tokenizer.get_vocab().items():
        marked = token.replace("▁", "<")
        grams = {
            marked[start : start + length]
            for length in range(shortest, longest + 1)
            for start in range(len(marked) - length + 1)
        }
        if marked.startswith("<"):
            grams |= {"^" + marked[:end] for end in range(4, min(len(marked), 9) + 1)}
        for gram in sorted(grams):
            rows.append(row)
            columns.append(zlib.crc32(gram.encode()) % recipe.ngram_buckets)
            values.append(1 / math.sqrt(len(grams)))
    size = (tokenizer.get_vocab_size(), recipe.ngram_buckets)
    entries = torch.sparse_coo_tensor(
        torch.tensor([rows, columns]), torch.tensor(values), size, check_invariants=True
    )
    return entries.coalesce()
