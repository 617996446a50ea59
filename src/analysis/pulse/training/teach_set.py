"""Makes what the network is taught with: MIDI files, each rendered, disturbed and turned into features.

    python teach_set.py OUT_FOLDER SEED MIDI_FILE...

The shipped weights were taught with 2082 pieces, 24 hours: about 1040 of `compose.py`, 560 accompaniments by MMA (Debian
package `mma`), 74 folk tunes of the Nottingham collection, and two dozen movements of Bach, Haydn, Mozart and Beethoven
from music21's corpus, some of them twice; then, starting from what these had taught, also 230 of `accompany.py` and 240
of `alone.py`. Nothing of `held_out.py` or `chosen_by.py` was among them. The last lesson had 1900 updates.

Each is transposed, played by other instruments and a little faster or slower, through one of three soundfonts
(packages fluid-soundfont-gm, timgm6mb-soundfont, opl3-soundfont), louder or softer, coloured, and now and then in
noise or clipped.
"""
import random
import sys
import tempfile
from pathlib import Path

import mido
import numpy as np

import sounds

FONTS = [f"/usr/share/sounds/sf2/{name}.sf2" for name in ("FluidR3_GM", "TimGM6mb", "OPL-3_FM_128M")]
PROGRAMS = [0, 4, 6, 11, 16, 24, 25, 27, 40, 46, 48, 56, 61, 65, 68, 71, 73, 80, 81]
RENDER_LATE_SECS = 0.002
SECS = 45


def disguise(source, path, scale, rng, own):
    """The same piece in another tempo, key and dress."""
    file = mido.MidiFile(source, clip=True)
    transpose, programs, has_tempo = rng.randint(-4, 4), {}, False
    for track in file.tracks:
        for i, event in enumerate(track):
            if event.type == "set_tempo":
                track[i], has_tempo = event.copy(tempo=int(min(16777215, event.tempo / scale))), True
            elif event.type == "program_change" and not own and event.channel != 9:
                near = event.program // 8 * 8 + rng.randrange(8)
                chosen = near if rng.random() < 0.6 else rng.choice(PROGRAMS)
                track[i] = event.copy(program=programs.setdefault((event.channel, event.program), chosen))
            elif event.type in ("note_on", "note_off") and event.channel != 9:
                track[i] = event.copy(note=min(127, max(0, event.note + transpose)))
    if not has_tempo:
        file.tracks[0].insert(0, mido.MetaMessage("set_tempo", tempo=int(500000 / scale)))
    file.save(path)


def colour(rng):
    """Power per bin: a room, a small loudspeaker, a cheap microphone."""
    z = np.log1p(np.arange(sounds.WINDOW // 2 + 1) * sounds.RATE / sounds.WINDOW / sounds.WARP_HZ)
    decibels = np.zeros(len(z))
    if rng.random() < 0.7:
        decibels += rng.uniform(-3, 3) * (z - 2)
    if rng.random() < 0.4:
        decibels += rng.uniform(-9, 6) * np.exp(-((z - rng.uniform(0, 4)) / 0.5) ** 2)
    if rng.random() < 0.15:
        decibels -= 18 * np.maximum(0, 1 - z / rng.uniform(0.3, 1))
    if rng.random() < 0.15:
        decibels -= 20 * np.maximum(0, z - rng.uniform(2, 3.5))
    return (10 ** (decibels / 10)).astype(np.float32)


def disturb(sound, rng):
    """Noise, white or brown, from 0 to 30 dB below the music; another loudness; clipping."""
    chance = np.random.default_rng(rng.randrange(2 ** 32))
    loud = np.sqrt(np.mean(sound ** 2)) + 1e-9
    if rng.random() < 0.35:
        noise = chance.standard_normal(len(sound)).astype(np.float32)
        if rng.random() < 0.5:
            noise = np.cumsum(noise).astype(np.float32)
            noise -= np.convolve(noise, np.ones(500) / 500, "same").astype(np.float32)
        sound = sound + noise * loud / np.sqrt(np.mean(noise ** 2)) * 10 ** (-rng.uniform(0, 30) / 20)
    sound = sound * 10 ** (rng.uniform(-25, 6) / 20) * (0.2 / loud if rng.random() < 0.5 else 1)
    return np.clip(sound, -0.7, 0.7) if rng.random() < 0.1 else sound


def teach(source, out, seed):
    rng = random.Random(f"{seed}{source.name}")
    own = source.name.startswith("own")
    beats, _ = sounds.beats(source)
    if len(beats) < 8:
        return
    bpm = 60 / np.median(np.diff(beats))
    scale = 1.0
    if not own:
        low, high = max(0.8, 52 / bpm), min(1.25, 205 / bpm)
        scale = rng.uniform(low, high) if low < high else low if bpm < 52 else high
    with tempfile.TemporaryDirectory() as scratch:
        midi = Path(scratch) / "piece.mid"
        disguise(source, midi, scale, rng, own)
        beats, firsts = sounds.beats(midi)
        font = rng.choice(FONTS[:2]) if rng.random() < 0.8 else FONTS[2]
        sound = sounds.render(midi, font, reverb=rng.random() < 0.6, scratch=scratch)
    spare = len(sound) / sounds.RATE - 30
    start = rng.uniform(0, spare) if spare > 0 and rng.random() < 0.4 else 0.0
    sound = sound[int(start * sounds.RATE):int((start + SECS) * sounds.RATE)]
    feats = sounds.features(disturb(sound, rng), colour(rng) if rng.random() < 0.7 else None)
    beats = beats + RENDER_LATE_SECS - start
    kept = (beats >= 0) & (beats < len(feats) / 50)
    np.savez(out, F=feats.astype(np.float16), b=beats[kept], f=firsts[kept])


def main():
    folder, seed = Path(sys.argv[1]), sys.argv[2]
    folder.mkdir(parents=True, exist_ok=True)
    for source in map(Path, sys.argv[3:]):
        try:
            teach(source, folder / f"{source.stem}.{seed}.npz", seed)
        except Exception as error:  # a broken file is left out and named
            print(f"left out {source.name}: {error}")


if __name__ == "__main__":
    main()
