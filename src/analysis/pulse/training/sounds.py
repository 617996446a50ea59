"""From MIDI files to what the beat tracker sees: sound (by fluidsynth), the times of its beats, features.

The features are those of `features.rs`: 50 frames a second, 32 bands, each as level and as rise. Sound is rendered
at 24 kHz with windows of 1024, which are the same 42.7 ms and the same 23.4 Hz as 2048 at 48 kHz; no band reaches
above 11 kHz.
"""
import math
import subprocess
from pathlib import Path

import mido
import numpy as np

RATE, WINDOW, HOP = 24000, 1024, 480
BANDS, WARP_HZ, LOW_HZ, HIGH_HZ = 32, 200.0, 30.0, 11000.0
LATE_SECS = 0.04  # a frame speaks about the sound this long before its window ends


def bank():
    """Triangles [BANDS, bins], evenly spaced in ln(1 + f / 200 Hz), each with the sum 1."""
    edges = np.linspace(math.log1p(LOW_HZ / WARP_HZ), math.log1p(HIGH_HZ / WARP_HZ), BANDS + 2)
    z = np.log1p(np.arange(WINDOW // 2 + 1) * RATE / WINDOW / WARP_HZ)
    rise = (z - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    fall = (edges[2:, None] - z) / (edges[2:] - edges[1:-1])[:, None]
    out = np.maximum(0, np.minimum(rise, fall))
    return (out / out.sum(1, keepdims=True)).astype(np.float32)


BANK = bank()
HANN = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)).astype(np.float32)


def features(sound, colour=None):
    """Mono sound at 24 kHz -> [frames, 64]. `colour` multiplies each bin's power."""
    padded = np.concatenate([np.zeros(WINDOW - HOP, np.float32), sound.astype(np.float32)])
    count = len(sound) // HOP
    windows = np.lib.stride_tricks.as_strided(padded, (count, WINDOW), (4 * HOP, 4))
    power = np.empty((count, BANDS), np.float32)
    for at in range(0, count, 512):
        spectrum = np.fft.rfft(windows[at:at + 512] * HANN, axis=1)
        squares = (spectrum.real ** 2 + spectrum.imag ** 2).astype(np.float32) / (WINDOW / 2) ** 2
        if colour is not None:
            squares *= colour
        power[at:at + 512] = squares @ BANK.T
    return compress(power)


def compress(power):
    """Band powers -> level against the loudest lately, and its rise since the frame before."""
    level, out = 1e-8, np.zeros((len(power), 2 * BANDS), np.float32)
    means = power.mean(1)
    levels = np.empty(len(power), np.float32)
    release = 10 ** (-0.3 / 50)  # 3 dB a second
    for k, mean in enumerate(means):
        level = max(level * release, float(mean), 1e-8)
        levels[k] = level
    bands = np.log1p(1e5 * power / levels[:, None]) * 0.25
    out[:, :BANDS] = bands
    out[1:, BANDS:] = np.maximum(0, bands[1:] - bands[:-1])
    out[0, BANDS:] = bands[0]
    return out


def render(midi, soundfont, rate=RATE, secs=None, reverb=True, scratch="/dev/shm", gain=0.6):
    """The sound of a MIDI file, mono."""
    raw = Path(scratch) / f"{Path(midi).stem}-{rate}-{id(midi)}.raw"
    command = ["fluidsynth", "-ni", "-q", "-g", str(gain), "-r", str(rate), "-R", str(int(reverb)), "-C", "0",
               "-T", "raw", "-O", "s16", "-F", str(raw), str(soundfont), str(midi)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    sound = np.fromfile(raw, "<i2").astype(np.float32).reshape(-1, 2).mean(1) / 32768
    raw.unlink()
    return sound if secs is None else sound[:int(secs * rate)]


def beats(midi, felt=True):
    """(times of the beats, which of them are first in their bar), until the last note.

    The beat is the quarter note; with `felt`, in 6/8, 9/8 and 12/8, the dotted quarter.
    """
    file = mido.MidiFile(midi, clip=True)
    ppq = file.ticks_per_beat
    tempi, metres, last, now = [(0, 500000)], [(0, 4, 4)], 0, 0
    for message in mido.merge_tracks(file.tracks):
        now += message.time
        if message.type == "set_tempo":
            tempi.append((now, message.tempo))
        elif message.type == "time_signature":
            metres.append((now, message.numerator, message.denominator))
        elif message.type == "note_on" and message.velocity:
            last = now
    secs, times = 0.0, [0.0]
    for (a, tempo), (b, _) in zip(tempi, tempi[1:]):
        secs += (b - a) * tempo / 1e6 / ppq
        times.append(secs)
    ticks_at = np.array([t for t, _ in tempi])

    def when(tick):
        i = int(np.searchsorted(ticks_at, tick, side="right")) - 1
        return times[i] + (tick - tempi[i][0]) * tempi[i][1] / 1e6 / ppq

    out, firsts = [], []
    for (start, top, bottom), end in zip(metres, [m[0] for m in metres[1:]] + [last + ppq]):
        compound = felt and bottom == 8 and top % 3 == 0 and top > 3
        step = ppq * 3 // 2 if compound else ppq
        bar = ppq * 4 * top / bottom
        tick = float(start)
        while tick < min(end, last + ppq) - ppq / 8:
            if not out or tick > start or when(tick) > out[-1] + 0.1:
                out.append(when(tick))
                share = (tick - start) / bar % 1
                firsts.append(min(share, 1 - share) < 1e-3)
            tick += step
    return np.array(out), np.array(firsts, bool)
