"""Composes pieces whose beats are known exactly: MIDI files to teach the network of the beat tracker with.

    python compose.py FOLDER COUNT [SEED]

Every piece has a metre, a tempo that may stand, drift, glide or step, sections in which instruments come and go,
and for every instrument a rhythm of its own: drums in the styles people dance to, bass, chords, melody. The beat
is the quarter note; in 6/8 and 12/8 it is the dotted quarter, written as a quarter of triplets.
"""
import random
import sys
from pathlib import Path

import mido

TICKS = 480
KICK, SNARE, CLAP, RIM, HAT, OPEN, RIDE, CRASH = 36, 38, 39, 37, 42, 46, 51, 49
TOMS = [41, 43, 45, 47, 48, 50]


class Piece:
    """Notes as (start in beats, length in beats, channel, key, velocity)."""

    def __init__(self, rng):
        self.rng = rng
        self.notes = []
        self.programs = {}

    def note(self, at, length, channel, key, velocity):
        if 0 <= key <= 127 and at >= 0:
            self.notes.append((at, max(length, 0.05), channel, key, max(1, min(127, int(velocity)))))


def weights(beats, steps):
    """How strong each step of a bar is: the beat, its half, its quarters."""
    out = []
    for step in range(beats * steps):
        if step == 0:
            out.append(1.0)
        elif step % steps == 0:
            out.append(0.8 if beats == 4 and step == 2 * steps else 0.65)
        elif steps % 2 == 0 and step % (steps // 2) == 0:
            out.append(0.45)
        else:
            out.append(0.25)
    return out


def cell(rng, beats, steps, density, obey):
    """A bar of rhythm: the steps that sound. `obey` says how much it follows the metre."""
    out = []
    for step, weight in enumerate(weights(beats, steps)):
        if rng.random() < density * (obey * weight * 2 + (1 - obey)):
            out.append(step)
    return out or [0]


def place(step, steps, swing):
    """The step in beats; the off-beat is late where it swings."""
    beat, part = divmod(step, steps)
    share = part / steps
    if steps == 2 and part == 1:
        share = swing
    elif steps == 4:
        share = [0, swing / 2, swing, swing + (1 - swing) / 2][part] if swing > 0.5 else share
    return beat + share


def drum_bar(rng, style, beats):
    """One bar of a style: (beat, key, loudness)."""
    hits = []
    put = lambda at, key, loud: at < beats and hits.append((at, key, loud))
    half = lambda key, loud, off=0.0: [put(b + off, key, loud) for b in range(beats)]
    eighths = lambda key, loud: [put(b / 2, key, loud * (1 if b % 2 == 0 else rng.uniform(0.55, 1))) for b in range(2 * beats)]
    sixteenths = lambda key, loud: [put(b / 4, key, loud * [1, .55, .8, .55][b % 4]) for b in range(4 * beats)]
    back = [b for b in range(beats) if b % 2 == 1] if beats != 3 else [1, 2]
    hat = rng.choice([HAT, HAT, HAT, RIDE, 70, 82, 54, 44])
    if style == "rock":
        put(0, KICK, 1)
        for b in back:
            put(b, SNARE, 1)
        for at in cell(rng, beats, 2, 0.35, 0.6):
            put(at / 2, KICK, 0.9)
        rng.choice([eighths, eighths, sixteenths, half])(hat, 0.6)
    elif style == "four":
        half(KICK, 1)
        for b in back:
            rng.random() < 0.8 and put(b, rng.choice([SNARE, CLAP]), 0.8)
        half(rng.choice([OPEN, HAT]), 0.7, 0.5)
        rng.random() < 0.4 and sixteenths(HAT, 0.4)
    elif style == "halftime":
        put(0, KICK, 1)
        put(beats // 2, SNARE, 1)
        for at in cell(rng, beats, 2, 0.25, 0.3):
            put(at / 2, KICK, 0.8)
        rng.choice([eighths, half, sixteenths])(hat, 0.55)
    elif style == "funk":
        put(0, KICK, 1)
        for b in back:
            put(b, SNARE, 1)
        for at in cell(rng, beats, 4, 0.25, 0.2):
            put(at / 4, rng.choice([KICK, KICK, SNARE]), rng.uniform(0.4, 0.8))
        sixteenths(hat, 0.5)
    elif style == "break":
        for at in (0, 2.5 if beats == 4 else 2):
            put(at, KICK, 1)
        for b in back:
            put(b, SNARE, 1)
        for at in cell(rng, beats, 4, 0.15, 0):
            put(at / 4, SNARE, 0.4)
        eighths(hat, 0.6)
    elif style == "swing":
        half(RIDE, 0.8)
        for b in back:
            put(b, 44, 0.7)
            put(b + 0.5, RIDE, 0.6)
        for at in cell(rng, beats, 2, 0.15, 0):
            put(at / 2, rng.choice([SNARE, KICK]), 0.5)
    elif style == "shuffle":
        eighths(hat, 0.7)
        for b in back:
            put(b, SNARE, 1)
        for b in range(0, beats, 2):
            put(b, KICK, 1)
    elif style == "waltz":
        put(0, KICK, 1)
        for b in range(1, beats):
            put(b, rng.choice([SNARE, HAT, RIM]), 0.6)
    elif style == "march":
        for b in range(0, beats, 2):
            put(b, rng.choice([KICK, 35]), 1)
        for b in back:
            put(b, SNARE, 0.9)
        for at in cell(rng, beats, 4, 0.3, 0.4):
            put(at / 4, SNARE, 0.5)
    elif style == "latin":
        clave = rng.choice([[0, 0.75, 1.5, 2.5, 3], [1, 1.5, 3, 3.75, 0], [0, 1.5, 3, 3.5, 2.5]])
        for at in clave:
            put(at, rng.choice([75, RIM, 76]), 0.8)
        for b in range(beats):
            put(b + 0.5, 63, 0.7)
            put(b + 0.75, 63, 0.6) if b % 2 else put(b, 62, 0.5)
        (sixteenths if rng.random() < 0.5 else eighths)(rng.choice([70, 82, 69, HAT]), 0.5)
        rng.random() < 0.5 and [put(b, KICK, 0.8) for b in range(0, beats, 2)]
    elif style == "bossa":
        for at in (0, 1.5, 2, 3.5):
            put(at, KICK, 0.7)
        for at in rng.choice([[0, 1.5, 3], [1, 2.5], [0, 0.75, 1.5, 2.5, 3.25]]):
            put(at, RIM, 0.7)
        eighths(hat, 0.5)
    elif style == "reggae":
        put(beats // 2, KICK, 1)
        put(beats // 2, RIM, 0.9)
        eighths(HAT, 0.5)
    elif style == "train":
        sixteenths(SNARE, 0.5)
        half(KICK, 0.9)
        half(SNARE, 0.9, 0.5)
    elif style == "sparse":
        for at in cell(rng, beats, 2, 0.3, 0.7):
            put(at / 2, rng.choice([KICK, RIM, 75, 54, HAT]), 0.8)
    elif style == "toms":
        for at in cell(rng, beats, 2, 0.5, 0.6):
            put(at / 2, rng.choice(TOMS), 0.9)
        put(0, KICK, 1)
    return hits


STYLES = {
    "rock": (70, 180), "four": (100, 160), "halftime": (100, 190), "funk": (80, 125), "break": (120, 185),
    "swing": (90, 230), "shuffle": (75, 170), "waltz": (80, 200), "march": (85, 140), "latin": (80, 200),
    "bossa": (90, 160), "reggae": (110, 170), "train": (90, 140), "sparse": (55, 150), "toms": (60, 160),
}


def compose(rng):
    piece = Piece(rng)
    beats = rng.choices([4, 3, 2, 5, 7, 6], [72, 14, 5, 4, 3, 2])[0]
    has_drums = rng.random() < 0.6
    style = rng.choice([s for s in STYLES if beats == 3 and s in ("waltz", "rock", "swing", "sparse", "toms")
                        or beats == 4 and s != "waltz"
                        or beats not in (3, 4) and s in ("rock", "march", "sparse", "four", "funk", "toms", "swing")])
    low, high = STYLES[style] if has_drums else (52, 190)
    tempo = min(max(rng.lognormvariate(4.72, 0.27), low), high)
    if rng.random() < 0.25:
        tempo = rng.uniform(low, high)
    tempo = min(max(tempo, 50), 205)
    swings = style in ("swing", "shuffle") or rng.random() < 0.12
    swing = rng.uniform(0.6, 0.68) if swings else 0.5
    triple = not swings and rng.random() < 0.1
    drums_swing = swing if swings else 0.5
    bars = max(6, int(45 * tempo / 60 / beats) + 1)
    scale = rng.choice([[0, 2, 4, 5, 7, 9, 11], [0, 2, 3, 5, 7, 8, 10], [0, 2, 3, 5, 7, 9, 10], [0, 3, 5, 7, 10]])
    root = rng.randrange(12)
    pitch = lambda degree, octave: 12 * octave + root + scale[degree % len(scale)] + 12 * (degree // len(scale))
    # Harmony: how long a chord stays, in bars or half bars.
    loop = [rng.choice([0, 3, 4, 5, 1, 2]) for _ in range(rng.choice([2, 4, 4, 8]))]
    loop[0] = 0
    chord_len = rng.choice([beats, beats, beats, 2 * beats, max(1, beats // 2) if beats % 2 == 0 else beats])
    chord_at = lambda at: loop[int(at / chord_len + 1e-9) % len(loop)]
    # Sections of a few bars in which each part plays or rests.
    section = rng.choice([4, 4, 8])
    parts = ["drums"] * has_drums + ["bass", "chords", "melody", "second", "pad"]
    chance = {"drums": 0.85, "bass": 0.8, "chords": 0.75, "melody": 0.75, "second": 0.3, "pad": 0.35}
    used = [p for p in parts if rng.random() < {"drums": 1, "bass": 0.85, "chords": 0.85, "melody": 0.8, "second": 0.35, "pad": 0.35}[p]]
    if not used:
        used = ["chords"]
    on = {}
    for s in range(bars // section + 1):
        for p in used:
            on[p, s] = rng.random() < chance[p]
        if not any(on[p, s] for p in used if p != "pad"):
            on[used[0], s] = True
    plays = lambda p, bar: p in used and on[p, bar // section]
    humans = rng.choice([0, 0, 0.004, 0.008, 0.015])
    wiggle = lambda: rng.gauss(0, humans) * tempo / 60
    steps = 3 if triple else rng.choice([2, 2, 4, 4]) if not swings else 2
    obey = rng.uniform(0.3, 1)

    if has_drums:
        bar_now, fill_every = drum_bar(rng, style, beats), rng.choice([4, 8, 8, 16])
        loud, crash = rng.uniform(60, 120), rng.random() < 0.6
        only_hats = rng.random() < 0.2
        for bar in range(bars):
            if not plays("drums", bar):
                continue
            if bar % section == 0 and rng.random() < 0.3:
                bar_now = drum_bar(rng, style, beats)
            now = bar_now
            if bar % fill_every == fill_every - 1 and rng.random() < 0.7:
                cut = beats - rng.choice([1, 2])
                n = rng.choice([2, 3, 4])
                now = [h for h in now if h[0] < cut] + [
                    (cut + i / n, rng.choice(TOMS + [SNARE, SNARE]), 0.9)
                    for i in range((beats - cut) * n) if rng.random() < 0.8]
            if only_hats and bar < section:
                now = [h for h in now if h[1] in (HAT, OPEN, RIDE, 44, 70, 82)]
            if crash and bar % section == 0:
                now = now + [(0, CRASH, 0.9)]
            for at, key, level in now:
                beat, part = divmod(at, 1)
                if triple:
                    part = {0: 0, 0.25: 1 / 3, 0.5: 2 / 3, 0.75: 2 / 3}.get(part, part)
                elif swings:
                    part = {0.5: drums_swing, 0.25: drums_swing / 2, 0.75: (1 + drums_swing) / 2}.get(part, part)
                if beat + part < beats:
                    piece.note(bar * beats + beat + part + wiggle(), 0.1, 9, key, loud * level * rng.uniform(0.85, 1.1))

    def line(channel, low, high, rhythm, choose, loud, legato):
        last = None
        for bar, (name, steps_here, bar_cell) in rhythm:
            if not plays(name, bar):
                continue
            for i, step in enumerate(bar_cell):
                at = bar * beats + place(step, steps_here, swing)
                after = bar * beats + (place(bar_cell[i + 1], steps_here, swing) if i + 1 < len(bar_cell) else beats)
                for key in choose(at, i, last):
                    while key < low:
                        key += 12
                    while key > high:
                        key -= 12
                    last = key
                    accent = 1.12 if step == 0 else 1.0
                    piece.note(at + wiggle(), (after - at) * legato, channel, key, loud * accent * rng.uniform(0.88, 1.08))

    if "bass" in used:
        kind = rng.choice(["roots", "beats", "eighths", "walk", "oompah", "cell", "cell", "offbeat", "octaves", "bar"])
        piece.programs[0] = rng.choice([32, 33, 34, 35, 36, 37, 38, 39, 43, 58, 0, 32, 33])
        cells = [cell(rng, beats, steps, 0.45, obey) for _ in range(2)]
        cells = [[0] + [s for s in c if s] if rng.random() < 0.7 else c for c in cells]
        fixed = {"roots": (1, [0] + ([beats // 2] if beats > 3 else [])), "beats": (1, list(range(beats))),
                 "eighths": (2, list(range(2 * beats))), "walk": (1, list(range(beats))),
                 "oompah": (1, [0, 2] if beats == 4 else [0]), "offbeat": (2, [2 * b + 1 for b in range(beats)]),
                 "octaves": (2, list(range(2 * beats))), "bar": (1, [0])}

        def bass(at, i, last):
            degree = chord_at(at)
            if kind == "walk":
                degree += rng.choice([0, 1, 2, 3, 4, -1, -2]) if i else 0
            elif kind == "oompah":
                degree += 4 * (i % 2)
            elif kind == "octaves":
                return [pitch(degree, 3) + 12 * (i % 2)]
            elif kind == "cell":
                degree += rng.choice([0, 0, 0, 4, 2])
            return [pitch(degree, 3)]

        line(0, 28, 52 if kind != "octaves" else 60,
             [(b, ("bass", *fixed.get(kind, (steps, cells[(b // 2) % 2])))) for b in range(bars)],
             bass, rng.uniform(65, 120), rng.choice([0.4, 0.7, 0.95]))
    if "chords" in used:
        kind = rng.choice(["bar", "beats", "offbeat", "afterbeat", "arpeggio", "arpeggio", "cell", "cell", "stabs", "eighths"])
        piece.programs[1] = rng.choice([0, 0, 1, 2, 4, 5, 6, 7, 11, 16, 17, 19, 21, 24, 25, 26, 27, 28, 29, 30, 45, 46, 48, 61, 62, 81, 88, 90])
        tones = rng.choice([[0, 2, 4], [0, 2, 4], [0, 2, 4, 6], [0, 4], [0, 4, 7]])
        cells = [cell(rng, beats, steps, 0.4, obey) for _ in range(2)]
        arp = rng.choice([[0, 1, 2, 1], [0, 1, 2, 3], [2, 1, 0, 1], [0, 2, 1, 2], [0, 1, 2]])
        n = 3 if triple else rng.choice([2, 4]) if not swings else 2
        fixed = {"bar": (1, [0]), "beats": (1, list(range(beats))), "offbeat": (2, [2 * b + 1 for b in range(beats)]),
                 "afterbeat": (1, list(range(1, beats)) if beats == 3 else list(range(1, beats, 2)) or [0]),
                 "arpeggio": (n, list(range(n * beats))), "stabs": (2, sorted(rng.sample(range(2 * beats), 2))),
                 "eighths": (2, list(range(2 * beats)))}

        def chords(at, i, last):
            base = chord_at(at)
            if kind == "arpeggio":
                tone = arp[i % len(arp)]
                return [pitch(base + tones[tone % len(tones)] + len(scale) * (tone // len(tones)), 4)]
            return [pitch(base + t, 4) for t in tones]

        line(1, 43, 84, [(b, ("chords", *fixed.get(kind, (steps, cells[(b // 2) % 2])))) for b in range(bars)],
             chords, rng.uniform(50, 105), rng.choice([0.3, 0.6, 0.95]))
    if "pad" in used:
        piece.programs[2] = rng.choice([48, 49, 50, 52, 88, 89, 90, 91, 92, 94, 95, 19])
        line(2, 48, 79, [(b, ("pad", 1, [0])) for b in range(bars)],
             lambda at, i, last: [pitch(chord_at(at) + t, 4) for t in (0, 2, 4)], rng.uniform(35, 90), 1.0)
    for channel, name in ((3, "melody"), (4, "second")):
        if name not in used:
            continue
        piece.programs[channel] = rng.choice([0, 0, 4, 6, 9, 11, 12, 13, 16, 21, 22, 24, 25, 26, 29, 40, 41, 42, 46, 52, 56, 57, 60, 64, 65, 66, 68, 71, 72, 73, 74, 75, 79, 80, 81, 87, 104, 105, 107, 110])
        step_now = 3 if triple else rng.choice([1, 2, 2, 4, 4]) if not swings else 2
        density, follow = rng.uniform(0.3, 0.9), rng.uniform(0.1, 1)
        motifs = [cell(rng, beats, step_now, density, follow) for _ in range(rng.choice([1, 2, 3, 4]))]
        order = [rng.randrange(len(motifs)) for _ in range(rng.choice([2, 4, 8]))]
        rests = rng.choice([0, 0, 0.15, 0.3])
        state = {"degree": 7}

        def melody(at, i, last):
            state["degree"] += rng.choice([-2, -1, -1, 0, 1, 1, 2])
            if i == 0 and rng.random() < 0.6:
                state["degree"] = chord_at(at) + rng.choice([0, 2, 4, 7])
            state["degree"] = max(0, min(15, state["degree"]))
            return [pitch(state["degree"], 4)]

        rhythm = [(b, (name, step_now, motifs[order[b % len(order)]])) for b in range(bars) if rng.random() >= rests]
        line(channel, 55, 91, rhythm, melody, rng.uniform(60, 115), rng.choice([0.5, 0.9, 1.0]))
    # A pause for everybody, now and then.
    if rng.random() < 0.12:
        start = rng.uniform(0.4, 0.8) * bars * beats
        gone = start + rng.uniform(1.5, 5) * tempo / 60
        piece.notes = [n for n in piece.notes if not start <= n[0] < gone]
    return piece, beats, tempo, bars


def metronome(rng):
    """Hardly more than clicks: on every beat, perhaps with an accent, with something between, with gaps."""
    piece = Piece(rng)
    beats = rng.choice([4, 4, 3, 2])
    tempo = rng.uniform(50, 204)
    bars = int(45 * tempo / 60 / beats) + 1
    humans = rng.choice([0, 0, 0.005, 0.015])
    keys = [37, 42, 75, 76, 77, 56, 36, 38, 39, 54, 46, 31, 33, 34, 80]
    sound = rng.choice(["drum", "drum", "tone"])
    piece.programs[0] = rng.choice([13, 80, 87, 115, 0, 11, 45, 112, 12])
    key = rng.choice(keys) if sound == "drum" else rng.randrange(48, 96)
    accent, accent_key = rng.choice([1, 1.2, 1.4]), key if rng.random() < 0.5 else rng.choice(keys)
    between = rng.choice([[], [], [], [0.5], [2 / 3], [0.25, 0.5, 0.75], [1 / 3, 2 / 3]])
    other = key if rng.random() < 0.3 else rng.choice(keys)
    gap = rng.uniform(15, 30) * tempo / 60 if rng.random() < 0.25 else None
    gone = rng.uniform(3, 8) * tempo / 60
    for beat in range(bars * beats):
        if gap and gap < beat < gap + gone:
            continue
        first = beat % beats == 0
        channel = 9 if sound == "drum" else 0
        at = beat + rng.gauss(0, humans) * tempo / 60
        piece.note(at, 0.1, channel, accent_key if first and sound == "drum" else key, 85 * (accent if first else 1))
        for part in between:
            piece.note(beat + part, 0.1, 9, other, 85 * rng.uniform(0.4, 0.8))
    return piece, beats, tempo, bars


def tempi(rng, tempo, total_beats):
    """(beat, BPM) from where it holds."""
    kind = rng.choices(["still", "glide", "step", "walk", "rubato"], [62, 12, 9, 9, 8])[0]
    out = [(0, tempo)]
    clip = lambda bpm: min(max(bpm, 48), 210)
    if kind == "glide":
        start, end = sorted(rng.uniform(0.1, 0.9) for _ in range(2))
        goal = clip(tempo * rng.uniform(0.65, 1.5))
        for b in range(int(total_beats)):
            share = min(max((b / total_beats - start) / (end - start + 1e-6), 0), 1)
            out.append((b, tempo * (goal / tempo) ** share))
    elif kind == "step":
        out.append((int(total_beats * rng.uniform(0.3, 0.7)), clip(tempo * rng.choice([0.7, 0.8, 1.25, 1.4, 0.9, 1.1]))))
    elif kind in ("walk", "rubato"):
        depth, now = (0.008, 0.0) if kind == "walk" else (0.035, 0.0)
        for b in range(int(total_beats)):
            now = 0.9 * now + rng.gauss(0, depth)
            out.append((b, clip(tempo * 2.718 ** now)))
    return out


def save(path, piece, beats, tempo_map):
    midi = mido.MidiFile(ticks_per_beat=TICKS)
    events = []
    for at, bpm in tempo_map:
        events.append((int(at * TICKS), 0, mido.MetaMessage("set_tempo", tempo=int(60e6 / bpm))))
    events.append((0, 0, mido.MetaMessage("time_signature", numerator=beats, denominator=4)))
    for channel, program in piece.programs.items():
        events.append((0, 1, mido.Message("program_change", channel=channel, program=program)))
    for at, length, channel, key, velocity in piece.notes:
        start = int(round(at * TICKS))
        events.append((start, 3, mido.Message("note_on", channel=channel, note=key, velocity=velocity)))
        events.append((start + int(length * TICKS), 2, mido.Message("note_off", channel=channel, note=key)))
    events.sort(key=lambda e: (e[0], e[1]))
    track, now = mido.MidiTrack(), 0
    for at, _, message in events:
        track.append(message.copy(time=at - now))
        now = at
    midi.tracks.append(track)
    midi.save(path)


def main():
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(count):
        rng = random.Random(f"{seed}-{n}")
        piece, beats, tempo, bars = (metronome if n % 8 == 7 else compose)(rng)
        save(folder / f"own-{seed}-{n:04}.mid", piece, beats, tempi(rng, tempo, bars * beats))


if __name__ == "__main__":
    main()
