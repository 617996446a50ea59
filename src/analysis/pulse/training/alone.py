"""Composes music without a rhythm section: MIDI files in which the beat is heard from the notes alone.

    python alone.py FOLDER COUNT [SEED]

Tunes (reels, jigs, polkas, hornpipes, songs; alone, over a drone, in two voices), two hands at a keyboard (stride,
broken chords, waltz, tresillo under a tune that likes to be early), four voices that move in turns, and music boxes
whose patterns are three long where the beat is four. The beat is the quarter; in jigs and the like the dotted
quarter, written as a quarter of triplets.
"""

import random
import sys
from pathlib import Path

from compose import Piece, cell, place, save, tempi

SCALES = [
    [0, 2, 4, 5, 7, 9, 11],
    [0, 2, 4, 5, 7, 9, 10],
    [0, 2, 3, 5, 7, 8, 10],
    [0, 2, 3, 5, 7, 9, 10],
    [0, 2, 4, 7, 9],
]
LOOPS = [
    [0, 3, 4, 0],
    [0, 0, 4, 4, 0, 0, 4, 0],
    [0, 5, 3, 4],
    [0, 3, 0, 4],
    [0, 4, 5, 3],
    [0, 1, 4, 0],
    [0, 0, 3, 0, 4, 3, 0, 4],
]
# (beats, notes of each beat as places in it), likelier first
FIGURES = {
    "even": [[0, 0.5], [0, 0.25, 0.5, 0.75], [0], [0, 0.5, 0.75], [0, 0.25, 0.5], [0.5]],
    "reel": [[0, 0.25, 0.5, 0.75], [0, 0.25, 0.5, 0.75], [0, 0.5, 0.75], [0, 0.5]],
    "jig": [[0, 1 / 3, 2 / 3], [0, 1 / 3, 2 / 3], [0, 2 / 3], [0]],
    "dotted": [[0, 0.75], [0, 0.75], [0, 0.5], [0], [0, 2 / 3]],
    "song": [[0], [0], [0, 0.5], [0, 0.75], [], []],
    "swung": [[0, 0.64], [0, 0.64], [0], [0.64], [0, 1 / 3, 2 / 3]],
    "early": [[0, 0.25, 0.75], [0.25, 0.5, 0.75], [0, 0.5, 0.75], [0.25, 0.75], [0, 0.25, 0.5, 0.75], [0, 0.5]],
}
TEMPI = {
    "even": (65, 160),
    "reel": (90, 125),
    "jig": (85, 140),
    "dotted": (70, 180),
    "song": (55, 160),
    "swung": (80, 210),
    "early": (60, 130),
}
VOICES = [
    0,
    6,
    11,
    15,
    19,
    21,
    22,
    24,
    40,
    41,
    46,
    48,
    52,
    56,
    60,
    64,
    65,
    68,
    71,
    72,
    73,
    74,
    75,
    78,
    79,
    80,
    104,
    105,
    107,
    109,
    110,
]


class Music:
    """What all kinds share: a metre, a tempo, a key, chords bar by bar, notes that are a little off."""

    def __init__(self, rng, kinds):
        self.rng, self.piece = rng, Piece(rng)
        self.kind = rng.choice(kinds)
        low, high = TEMPI[self.kind]
        self.tempo = min(max(rng.uniform(low, high), 52), 205)
        self.beats = (
            rng.choice([4, 4, 2, 3])
            if self.kind in ("even", "song", "swung")
            else rng.choice([4, 2, 2]) if self.kind != "dotted" else rng.choice([3, 4, 2])
        )
        self.bars = int(46 * self.tempo / 60 / self.beats) + 1
        self.scale, self.root, self.loop = rng.choice(SCALES), rng.randrange(12), rng.choice(LOOPS)
        self.per = rng.choice([1, 1, 2])
        self.off = rng.choice([0, 0, 0.004, 0.01, 0.016]) * self.tempo / 60
        self.accent = rng.choice([1.0, 1.0, 1.1, 1.25])

    def chord(self, bar):
        return self.loop[bar // self.per % len(self.loop)]

    def pitch(self, degree, octave):
        return 12 * octave + self.root + self.scale[degree % len(self.scale)] + 12 * (degree // len(self.scale))

    def note(self, at, length, channel, key, loud):
        self.piece.note(at + self.rng.gauss(0, self.off), length, channel, key, loud * self.rng.uniform(0.88, 1.1))

    def tune(self, channel, octave, loud):
        """Phrases of figures that come back."""
        rng, count = self.rng, self.rng.choice([2, 4, 4, 8])
        phrases = [
            [[rng.choice(FIGURES[self.kind]) for _ in range(self.beats)] for _ in range(2)] for _ in range(count)
        ]
        degree, held, rests = rng.randrange(7), rng.choice([0.5, 0.85, 1.0]), rng.choice([0, 0, 0.1])
        for bar in range(self.bars):
            phrase = phrases[bar // 2 % count][bar % 2]
            starts = [b + p for b, places in enumerate(phrase) for p in places]
            if not starts or rng.random() < rests:
                continue
            for at, after in zip(starts, starts[1:] + [self.beats]):
                degree += rng.choice([-3, -2, -1, -1, 1, 1, 2, 3, 0])
                if at == 0 and rng.random() < 0.6:
                    degree = self.chord(bar) + rng.choice([0, 2, 4])
                degree = max(-2, min(12, degree))
                stress = self.accent if at == int(at) else 1.0
                self.note(
                    bar * self.beats + at, (after - at) * held, channel, self.pitch(degree, octave), loud * stress
                )
                if rng.random() < 0.03:
                    self.note(bar * self.beats + at - 0.08, 0.07, channel, self.pitch(degree + 1, octave), loud * 0.8)


def tune(rng):
    """Somebody plays a tune; a drone, a second voice, chords or a foot may keep company."""
    music = Music(rng, ["even", "reel", "reel", "jig", "jig", "dotted", "song", "early", "swung"])
    music.piece.programs = {0: rng.choice(VOICES), 1: rng.choice(VOICES), 2: rng.choice([109, 110, 19, 20, 48])}
    music.tune(0, rng.choice([4, 5, 5]), rng.uniform(60, 115))
    extra = rng.choices(["none", "drone", "second", "chords", "foot"], [35, 15, 20, 20, 10])[0]
    for bar in range(music.bars):
        if extra == "drone" and bar % 4 == 0:
            for degree in (0, 4):
                music.note(bar * music.beats, 4 * music.beats, 2, music.pitch(degree, 3), 60)
        elif extra == "chords":
            for b in range(0, music.beats, 1 if music.beats == 3 else 2):
                for degree in (0, 2, 4):
                    music.note(bar * music.beats + b, 0.8, 2, music.pitch(music.chord(bar) + degree, 4), 60)
        elif extra == "foot":
            for b in range(music.beats):
                music.note(bar * music.beats + b, 0.1, 9, rng.choice([35, 36, 37]), 70)
    if extra == "second":
        music.tune(1, 4, rng.uniform(50, 90))
    return music


def keys(rng):
    """A left hand that keeps time in its own way, a right hand that need not."""
    music = Music(rng, ["even", "even", "early", "early", "early", "song", "swung", "jig"])
    loud, program = rng.uniform(55, 110), rng.choice([0, 0, 0, 1, 2, 3, 4, 6, 11, 16, 19, 24, 25, 46])
    music.piece.programs = {0: program, 1: program if rng.random() < 0.7 else rng.choice(VOICES)}
    left = rng.choice(["stride", "stride", "alberti", "broken", "block", "tresillo", "octaves", "held", "boogie"])
    beats, n = music.beats, 3 if music.kind == "jig" else rng.choice([2, 2, 4])
    for bar in range(music.bars):
        start, base = bar * beats, music.chord(bar)
        low = lambda at, degree, length=0.4, hard=1.0: music.note(
            start + at, length, 0, music.pitch(base + degree, 3), loud * hard
        )
        if left == "stride":
            for b in range(beats):
                half = 0.5 if beats == 2 else 0
                is_bass = b == 0 if beats == 3 else b % 2 == 0
                if beats == 2:
                    music.note(start + b, 0.4, 0, music.pitch(base + 4 * b, 2), loud * 1.05)
                    [low(b + half, 7 + d) for d in (0, 2, 4)]
                elif is_bass:
                    music.note(start + b, 0.8, 0, music.pitch(base + (4 if b else 0), 2), loud * 1.05)
                else:
                    [low(b, 7 + d, 0.5, 0.85) for d in (0, 2, 4)]
        elif left in ("alberti", "broken"):
            order = [0, 4, 2, 4] if left == "alberti" else [0, 2, 4, 7, 4, 2]
            for i in range(beats * n):
                low(i / n, order[i % len(order)], 1 / n)
        elif left == "block":
            for b in range(beats):
                [low(b, d, 0.7) for d in (0, 2, 4)]
        elif left == "tresillo":
            at = 0.0
            for i, step in enumerate([0.75, 0.75, 0.5] * (beats // 2) + [1.0] * (beats % 2)):
                low(at, [0, 4, 7][i % 3], step)
                at += step
        elif left == "octaves":
            for i in range(beats * 2):
                music.note(start + i / 2, 0.4, 0, music.pitch(base, 2 + i % 2), loud)
        elif left == "boogie":
            for i in range(beats * 2):
                low(i // 2 + (i % 2) * (0.64 if music.kind in ("swung", "jig") else 0.5), [0, 2, 4, 5][i % 4])
        elif left == "held":
            [low(0, d, beats) for d in (0, 2, 4)]
    if rng.random() < 0.85:
        music.tune(1, 5, loud * rng.uniform(0.8, 1.15))
    return music


def voices(rng):
    """Strings, brass, a choir, an organ: somebody always moves, nobody strikes."""
    music = Music(rng, ["song", "even", "even", "dotted", "jig"])
    family = rng.choice(
        [[40, 40, 41, 42], [48] * 4, [56, 57, 60, 58], [52] * 4, [19] * 4, [73, 68, 71, 70], [0] * 4, [6] * 4]
    )
    for channel, octave in enumerate((5, 4, 4, 3)):
        music.piece.programs[channel] = family[channel]
        density, loud = rng.uniform(0.25, 0.6), rng.uniform(55, 100)
        steps = 3 if music.kind == "jig" else 2
        cells = [cell(rng, music.beats, steps, density, rng.uniform(0.5, 1)) for _ in range(4)]
        silent = {s for s in range(music.bars // 4 + 1) if rng.random() < 0.2}
        for bar in range(music.bars):
            if bar // 4 in silent:
                continue
            now = [place(s, steps, 0.5) for s in cells[bar % 4]]
            for at, after in zip(now, now[1:] + [music.beats]):
                degree = music.chord(bar) + rng.choice([0, 2, 4, 7, 1] if at % 1 else [0, 2, 4])
                music.note(bar * music.beats + at, (after - at) * 0.95, channel, music.pitch(degree, octave), loud)
    return music


def box(rng):
    """Patterns three (or five) notes long over four to the beat, and something slow that knows better."""
    music = Music(rng, ["even", "early", "song"])
    music.piece.programs = {
        0: rng.choice([8, 9, 10, 11, 12, 13, 14, 15, 46, 80, 81, 84, 88, 5, 98]),
        1: rng.choice([48, 50, 88, 89, 91, 38, 39, 33]),
        2: rng.choice(VOICES),
    }
    n, long = rng.choice([2, 4, 4]), rng.choice([3, 3, 3, 5, 6, 8])
    order, loud = [rng.choice([0, 2, 4, 6, 7, 9]) for _ in range(long)], rng.uniform(60, 105)
    played = [i == 0 or rng.random() < 0.85 for i in range(long)]
    again, step = rng.choice([True, True, False]), 0
    for bar in range(music.bars):
        step = 0 if again else step
        for i in range(music.beats * n):
            if played[step % long]:
                hard = loud * (1.15 if step % long == 0 else 1.0)
                music.note(
                    bar * music.beats + i / n, 0.9 / n, 0, music.pitch(music.chord(bar) + order[step % long], 5), hard
                )
            step += 1
    under = rng.choice(["pad", "bass", "bass", "tune", "kick"])
    for bar in range(music.bars):
        if under == "pad":
            [music.note(bar * music.beats, music.beats, 1, music.pitch(music.chord(bar) + d, 4), 60) for d in (0, 2, 4)]
        elif under == "bass":
            for s in cell(rng, music.beats, 2, 0.35, 0.9):
                music.note(bar * music.beats + s / 2, 0.5, 1, music.pitch(music.chord(bar), 3), 85)
        elif under == "kick":
            for b in range(music.beats):
                music.note(bar * music.beats + b, 0.1, 9, 36 if b % 2 == 0 else 38, 80)
    if under == "tune":
        music.tune(2, 4, 85)
    return music


def main():
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(count):
        rng = random.Random(f"alone-{seed}-{n}")
        kind = rng.choices([tune, keys, voices, box], [30, 35, 15, 20])[0]
        music = kind(rng)
        path = folder / f"own-{kind.__name__}-{seed}-{n:04}.mid"
        save(path, music.piece, music.beats, tempi(rng, music.tempo, music.bars * music.beats))


if __name__ == "__main__":
    main()
