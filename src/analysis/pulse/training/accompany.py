"""Composes pieces over the accompaniments of MMA, in the styles of others (Debian package `mma`).

    python accompany.py FOLDER COUNT [SEED]

Every piece takes two grooves of one style, from any of MMA's libraries, a chord sequence, a tempo that suits the
style, and in two of three a melody with rests in it. Now and then some of the band falls silent: no drums, no bass,
or the melody with one instrument. Grooves counted in eighths are left to others.
"""

import random
import re
import subprocess
import sys
from pathlib import Path

import mido

from compose import cell, place

LIBRARY = Path("/usr/share/mma/lib")
LEFT_OUT = re.compile(r"(?i)68|128|12-8|metronome|none|count|intro|ending")
FAST = re.compile(r"(?i)fast|bebop|quickstep|polka|vienn?ese|samba|bluegrass|dixie|charleston|punk|dnb|rave|speed")
SLOW = re.compile(r"(?i)slow|ball?ad|bald|lullaby|hymn|ambient|trip|serenade")
CHORDS = [
    "C Am F G7",
    "Dm7 G7 CM7 CM7",
    "Am G F E7",
    "C F C G7",
    "Em C G D",
    "C7 C7 F7 C7 G7 F7 C7 G7",
    "Cm Ab Eb Bb",
    "Gm7 C7 FM7 BbM7 Em7b5 A7 Dm Dm",
    "D A Bm G",
    "F Dm Gm C7",
    "Am Am Dm E7",
    "C Bb F C",
    "Em Em Am B7",
    "Dm C Bb A7",
]
SCALES = [[0, 2, 4, 5, 7, 9, 11], [0, 2, 3, 5, 7, 8, 10], [0, 2, 4, 7, 9], [0, 3, 5, 6, 7, 10]]


def styles():
    """Style -> its grooves with their beats in a bar."""
    out = {}
    for path in sorted(LIBRARY.rglob("*.mma")):
        name = str(path.relative_to(LIBRARY).with_suffix(""))
        if LEFT_OUT.search(path.stem):
            continue
        beats = 4
        for line in path.read_text(errors="replace").splitlines():
            if found := re.match(r"\s*Time\s+(\d+)(?:/(\d+))?", line):
                beats = int(found[1]) if found[2] in (None, "4") else 0
            elif (found := re.match(r"\s*DefGroove\s+(\S+)", line)) and beats in (2, 3, 4, 5):
                if not re.search(r"(?i)intro|end\d?$|fill|68|128|-8", found[1]):
                    out.setdefault(name, []).append((found[1], beats))
    return {name: grooves for name, grooves in out.items() if grooves}


def melody(file, rng, beats, bars, swings):
    """A tune on a channel of its own, in motifs, with rests."""
    ticks, track = file.ticks_per_beat, mido.MidiTrack()
    steps = 2 if swings else rng.choice([1, 2, 2, 4])
    motifs = [
        cell(rng, beats, steps, rng.uniform(0.25, 0.7), rng.uniform(0.1, 1)) for _ in range(rng.choice([1, 2, 4]))
    ]
    scale, key, degree, rests = rng.choice(SCALES), rng.choice([60, 62, 64, 65, 67, 69, 72]), 4, rng.uniform(0, 0.4)
    events = [
        (
            0,
            mido.Message(
                "program_change",
                channel=15,
                program=rng.choice(
                    [
                        0,
                        4,
                        11,
                        22,
                        24,
                        26,
                        27,
                        29,
                        30,
                        40,
                        52,
                        56,
                        57,
                        60,
                        64,
                        65,
                        66,
                        68,
                        71,
                        73,
                        74,
                        75,
                        78,
                        80,
                        81,
                        82,
                        105,
                    ]
                ),
            ),
        )
    ]
    loud, held = rng.randint(70, 115), rng.choice([0.5, 0.9, 1.0])
    for bar in range(bars):
        if rng.random() < rests:
            continue
        motif = motifs[bar % len(motifs)]
        places = [place(step, steps, 0.66 if swings else 0.5) for step in motif] + [beats]
        for at, after in zip(places, places[1:]):
            degree = max(-3, min(12, degree + rng.choice([-2, -1, -1, 0, 1, 1, 2])))
            pitch = key + scale[degree % len(scale)] + 12 * (degree // len(scale))
            late = rng.gauss(0, 0.01)
            start = max(0, int((bar * beats + at + late) * ticks))
            events.append(
                (start, mido.Message("note_on", channel=15, note=pitch, velocity=min(127, loud + rng.randint(-10, 10))))
            )
            events.append(
                (start + max(20, int((after - at) * held * ticks)), mido.Message("note_off", channel=15, note=pitch))
            )
    now = 0
    for at, event in sorted(events, key=lambda e: e[0]):
        track.append(event.copy(time=at - now))
        now = at
    file.tracks.append(track)


def silence(file, rng):
    """Some of the band does not play today."""
    kind = rng.choices(["all", "no drums", "no bass", "few"], [62, 20, 8, 10])[0]
    channels = sorted({m.channel for t in file.tracks for m in t if m.type == "note_on"} - {15})
    pitched = [c for c in channels if c != 9]
    gone = {
        "all": [],
        "no drums": [9],
        "no bass": [c for c in pitched if is_bass(file, c)],
        "few": rng.sample(channels, max(0, len(channels) - 2)),
    }[kind]
    if set(channels) <= set(gone):
        return
    for track in file.tracks:
        for i, event in enumerate(track):
            if event.type == "note_on" and event.channel in gone:
                track[i] = event.copy(velocity=0)


def is_bass(file, channel):
    return any(
        m.type == "program_change" and m.channel == channel and 32 <= m.program < 40 for t in file.tracks for m in t
    )


def accompany(path, style, grooves, rng):
    first = rng.choice(grooves)
    second = rng.choice([g for g in grooves if g[1] == first[1]])
    beats = first[1]
    tempo = (
        rng.uniform(140, 205)
        if FAST.search(style)
        else rng.uniform(54, 95) if SLOW.search(style) else rng.lognormvariate(4.75, 0.22)
    )
    tempo = int(max(52, min(205, tempo)))
    bars = int(42 * tempo / 60 / beats) + 1
    chords = rng.choice(CHORDS).split()
    lines = [f"Tempo {tempo}", f"Groove {style}:{first[0]}"]
    for bar in range(bars):
        if bar == bars // 2:
            lines.append(f"Groove {style}:{second[0]}")
        lines.append(chords[bar % len(chords)])
    path.write_text("\n".join(lines) + "\n")
    midi = path.with_suffix(".mid")
    subprocess.run(["mma", path, "-f", midi], check=True, capture_output=True, timeout=60)
    file = mido.MidiFile(midi, clip=True)
    if rng.random() < 0.67:
        melody(file, rng, beats, bars, re.search(r"(?i)swing|shuffle|jazz|boog|blues|bebop", style))
    silence(file, rng)
    file.save(midi)


def main():
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    folder.mkdir(parents=True, exist_ok=True)
    known = styles()
    order = sorted(known)
    random.Random(seed).shuffle(order)
    for n in range(count):
        style = order[n % len(order)]
        rng = random.Random(f"{seed}-{n}")
        path = folder / f"{style.replace('/', '-')}-{seed}-{n:04}.mma"
        try:
            accompany(path, style, known[style], rng)
        except Exception as error:  # a broken groove is left out and named
            print(f"left out {path.name}: {str(error)[:100]}")


if __name__ == "__main__":
    main()
