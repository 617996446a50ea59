"""Makes the music that the beat tracker is judged by: MIDI tunes by others, rendered to sound, with their beats.

    python held_out.py FOLDER

Fetches a Debian package with `apt-get download` (nothing is installed), renders the first minute of every tune with
fluidsynth and the FluidR3 soundfont (package fluid-soundfont-gm), and writes `NAME.wav` (48 kHz, mono) beside
`NAME.beats` (one time in seconds a line). Then: cargo run -p welkin_analysis --example beats -- FOLDER/openmsx

openmsx: the music of OpenTTD, 31 tunes by several people: pop, rock, jazz, blues, ragtime, electronic.

None of these tunes was used to teach or tune anything. The beat is the quarter note as written, whatever is felt.
"""
import subprocess
import sys
import tempfile
import wave
from pathlib import Path

import numpy as np

import sounds

FONT = "/usr/share/sounds/sf2/FluidR3_GM.sf2"
RENDER_LATE_SECS = 0.002  # fluidsynth sounds a note this long after its time, measured
SECS = 60


def midis(package, folder):
    """The MIDI files of a package."""
    subprocess.run(["apt-get", "download", package], cwd=folder, check=True, capture_output=True)
    archive = next(Path(folder).glob(f"{package}_*.deb"))
    subprocess.run(["dpkg", "-x", archive, Path(folder) / package], check=True)
    return sorted((Path(folder) / package).rglob("*.mid"))


def make(midi, folder):
    sound = sounds.render(midi, FONT, rate=48000, secs=SECS)
    beats, _ = sounds.beats(midi, felt=False)
    beats = beats + RENDER_LATE_SECS
    beats = beats[beats < len(sound) / 48000]
    steady = len(beats) > 12 and np.sqrt(np.mean(sound ** 2)) > 1e-3
    if not steady or len(sound) < 20 * 48000:
        return f"left out {midi.name}: too short or silent"
    sound = sound / max(1.0, np.abs(sound).max() / 0.99)
    with wave.open(str(folder / f"{midi.stem}.wav"), "wb") as out:
        out.setparams((1, 2, 48000, 0, "NONE", ""))
        out.writeframes((sound * 32767).astype("<i2").tobytes())
    (folder / f"{midi.stem}.beats").write_text("".join(f"{b:.6f}\n" for b in beats))
    return None


def main():
    sets = {"openmsx": "openttd-openmsx"}
    for name, package in sets.items():
        folder = Path(sys.argv[1]) / name
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as scratch:
            for midi in midis(package, scratch):
                try:
                    said = make(midi, folder)
                except Exception as error:  # a broken file is left out and named
                    said = f"left out {midi.name}: {error}"
                if said:
                    print(said)


if __name__ == "__main__":
    main()
