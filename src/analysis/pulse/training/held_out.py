"""Makes the music that the beat tracker is judged by: tunes by others, as sound, with their beats.

    python held_out.py FOLDER [SET...]

Fetches packages (`apt-get download`, `pip download`; nothing is installed), renders the first minute of every tune
with fluidsynth and the FluidR3 soundfont (package fluid-soundfont-gm), and writes `SET/NAME.wav` (48 kHz, mono)
beside `SET/NAME.beats` (one time in seconds a line). Then: cargo run -p welkin_analysis --example beats -- FOLDER/SET
None of these tunes was used to teach or tune anything.

openmsx: the music of OpenTTD, 31 tunes by several people: pop, rock, jazz, blues, ragtime, electronic. The beat is
the quarter note as written, whatever is felt.

The others are seven genres; the beat is the quarter note, or in 6/8, 9/8 and 12/8 the dotted quarter:

    light      light pop and rock, songs of the game Simutrans (Debian: simutrans-data)
    swing      shuffles, swing and blues of the same game: the second eighth is late, or beats are in three
    synths     electronic music of the same game: sequencers, synthesizer leads
    chart      songs from the charts of four decades, as Karaoke people wrote them down (PyPI: miditok's tests)
    classical  Corelli, Handel, Schubert, R. and C. Schumann (PyPI: music21's corpus)
    fiddle     jigs, reels, hornpipes and clogs of Ryan's Mammoth Collection, 1883, the tune alone (same)
    metal      real recordings of a band with their Frets on Fire charts (Debian: fretsonfire-songs-muldjord)

For classical and fiddle music21 has to be installed, for metal ffmpeg. A file's beats count as true when 15 % of its
notes start on them (chance would give 4 %), no other place in the beat has many more (bars that do not agree with the
notes do that), and their tempo is one that people tap to (45 to 220 BPM); others are left out and named.
"""
import re
import subprocess
import sys
import tarfile
import tempfile
import wave
from pathlib import Path

import mido
import numpy as np

import sounds

FONT = "/usr/share/sounds/sf2/FluidR3_GM.sf2"
RENDER_LATE_SECS = 0.002  # fluidsynth sounds a note this long after its time, measured
SECS = 60

SIMUTRANS = {
    "swing": [3, 7, 9, 13, 15, 16, 18, 19, 24, 31, 32, 33, 35, 36, 37, 38, 39],
    "synths": [12, 27, 28, 40, 43, 44, 46, 48, 51, 53],
    "light": [1, 2, 4, 5, 6, 8, 10, 11, 14, 17, 20, 21, 22, 23, 25, 26, 29, 30, 34, 41, 42, 45, 47, 49, 50, 52],
}
CLASSICAL = [
    "corelli/opus3no1/1grave.xml", "handel/rinaldo/Lascia_chio_pianga.mxl", "schubert/Lindenbaum.xml",
    "schumann_robert/opus41no1/movement2.mxl", "schumann_clara/polonaise_op1n1.mxl",
    "schumann_clara/polonaise_op1n2.mxl", "schumann_clara/polonaise_op1n3.mxl", "schumann_clara/polonaise_op1n4.mxl",
]


def debian(package, folder):
    """A package of Debian, unpacked."""
    subprocess.run(["apt-get", "download", package], cwd=folder, check=True, capture_output=True)
    archive = next(Path(folder).glob(f"{package}_*.deb"))
    subprocess.run(["dpkg", "-x", archive, Path(folder) / package], check=True)
    return Path(folder) / package


def pypi(package, folder):
    """The source of a package of PyPI, unpacked."""
    options = ["--no-deps", "--no-binary", ":all:", "-d", str(folder), package]
    subprocess.run([sys.executable, "-m", "pip", "download", *options], check=True, capture_output=True)
    with tarfile.open(next(Path(folder).glob(f"{package.split('==')[0]}-*.tar.gz"))) as archive:
        archive.extractall(Path(folder) / package, filter="data")
    return Path(folder) / package


def openmsx(folder):
    return sorted(debian("openttd-openmsx", folder).rglob("*.mid"))


def simutrans(genre):
    def tunes(folder):
        found = sorted(debian("simutrans-data", folder).rglob("music/*.mid"))
        return [path for path in found if int(path.name[:2]) in SIMUTRANS[genre]]

    return tunes


def chart(folder):
    return sorted(pypi("miditok==3.1.0", folder).rglob("MIDIs_multitrack/*.mid"))


def written(paths, folder):
    """MIDI files of scores in music21's corpus."""
    from music21 import corpus

    out = []
    for path in paths:
        midi = Path(folder) / (re.sub(r"[^\w-]+", "_", path.rsplit(".", 1)[0]) + ".mid")
        try:
            corpus.parse(path).write("midi", midi)
            out.append(midi)
        except Exception as error:  # a score that cannot be read is left out and named
            print(f"left out {path}: {str(error)[:100]}")
    return out


def classical(folder):
    return written(CLASSICAL, folder)


def fiddle(folder):
    """Two or three tunes of each kind."""
    from music21 import corpus

    names = sorted(Path(path).name for path in corpus.getComposer("ryansMammoth"))
    kinds = {"Reel": 130, "Jig": 80, "Hornpipe": 80, "Clog": 20}
    chosen = []
    for kind, step in kinds.items():
        chosen += [name for name in names if name.endswith(f"{kind}.abc")][step // 2::step]
    return written([f"ryansMammoth/{name}" for name in chosen], folder)


def metal(folder):
    return sorted(debian("fretsonfire-songs-muldjord", folder).rglob("notes.mid"))


# How each set is found, and whether its beats are the felt ones.
SETS = {
    "openmsx": (openmsx, False),
    "light": (simutrans("light"), True),
    "swing": (simutrans("swing"), True),
    "synths": (simutrans("synths"), True),
    "chart": (chart, True),
    "classical": (classical, True),
    "fiddle": (fiddle, True),
    "metal": (metal, True),
}


def on_beat(midi, beats):
    """Share of the notes that start on a beat, to 1/24 of it; 0 where other places in the beat have many more."""
    now, starts = 0.0, []
    for message in mido.MidiFile(midi, clip=True):
        now += message.time
        if message.type == "note_on" and message.velocity:
            starts.append(now)
    starts = np.array([s for s in starts if beats[0] <= s < min(beats[-1], SECS)])
    places = np.interp(starts, beats, np.arange(len(beats))) % 1
    shares = np.histogram((places + 1 / 48) % 1, 24, (0, 1))[0] / max(1, len(places))
    return shares[0] if shares[0] > 0.7 * shares.max() else 0.0


def opening(midi, path):
    """The same tune, ending soon after what is heard of it."""
    file, tempo, secs, now = mido.MidiFile(midi, clip=True), 500000, 0.0, 0
    file.type = 1
    for message in mido.merge_tracks(file.tracks):
        secs += message.time * tempo / 1e6 / file.ticks_per_beat
        if secs > SECS + 2:
            break
        now += message.time
        tempo = message.tempo if message.type == "set_tempo" else tempo
    for track in file.tracks:
        ticks = np.cumsum([message.time for message in track])
        track[:] = [message for message, tick in zip(track, ticks) if tick <= now and message.type != "end_of_track"]
    hush = [mido.Message("control_change", channel=c, control=control) for c in range(16) for control in (64, 120)]
    file.tracks.append(mido.MidiTrack([hush[0].copy(time=now), *hush[1:]]))
    file.save(path)
    return path


def recording(folder):
    """The song beside a chart, mono at 48 kHz."""
    tracks = [option for name in ("song", "guitar") for option in ("-i", str(folder / f"{name}.ogg"))]
    mix = ["-filter_complex", "amix=inputs=2:normalize=0", "-t", str(SECS)]
    form = ["-ac", "1", "-ar", "48000", "-f", "f32le", "-"]
    done = subprocess.run(["ffmpeg", "-v", "error", *tracks, *mix, *form], check=True, capture_output=True)
    return np.frombuffer(done.stdout, "<f4")


def make(midi, folder, felt):
    """Writes sound and beats; says why if it does not."""
    beats, _ = sounds.beats(midi, felt=felt)
    if len(beats) < 12:
        return f"left out {midi.name}: too short"
    if felt and (on_beat(midi, beats) < 0.15 or not 45 <= 60 / np.median(np.diff(beats)) <= 220):
        return f"left out {midi.name}: its beats are not to be trusted"
    if midi.name == "notes.mid":
        name, sound = midi.parent.name.replace(" ", "_"), recording(midi.parent)
    else:
        name, sound = midi.stem.replace(" ", "_"), sounds.render(opening(midi, folder / "opening.mid"), FONT, rate=48000, secs=SECS)
        (folder / "opening.mid").unlink()
        beats = beats + RENDER_LATE_SECS
    beats = beats[beats < len(sound) / 48000]
    steady = len(beats) > 12 and np.sqrt(np.mean(sound ** 2)) > 1e-3
    if not steady or len(sound) < 20 * 48000:
        return f"left out {midi.name}: too short or silent"
    sound = sound / max(1.0, np.abs(sound).max() / 0.99)
    with wave.open(str(folder / f"{name}.wav"), "wb") as out:
        out.setparams((1, 2, 48000, 0, "NONE", ""))
        out.writeframes((sound * 32767).astype("<i2").tobytes())
    (folder / f"{name}.beats").write_text("".join(f"{b:.6f}\n" for b in beats))
    return None


def main():
    for name in sys.argv[2:] or SETS:
        find, felt = SETS[name]
        folder = Path(sys.argv[1]) / name
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as scratch:
            for midi in find(scratch):
                try:
                    said = make(midi, folder, felt)
                except Exception as error:  # a broken file is left out and named
                    said = f"left out {midi.name}: {str(error)[:100]}"
                if said:
                    print(said, flush=True)


if __name__ == "__main__":
    main()
