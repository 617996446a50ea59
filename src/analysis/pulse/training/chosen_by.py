"""Makes the tunes by which weights and constants of the beat tracker are chosen; they are no judges.

    python chosen_by.py FOLDER

The music of Freedoom (Debian: freedoom), metal and dark electronics by a dozen people: 55 of its 66 tunes, those
whose beats are to be trusted (see `held_out.py`, which renders them). Beside them stand pieces of other seeds than those
taught: 44 of `compose.py`, 44 of `alone.py`, and 64 of `accompany.py` in 25 styles that were not taught. The forward
belief was tried on them in some thirty settings. What mattered: the network's opinion of the tempo made the belief
cling to a wrong one, and a frame should count for less than it says (AMLt .829 with the opinion and the whole frame,
.858 without and with 0.7 of it; F .780 and .770).
"""

import struct
import sys
import tempfile
from pathlib import Path

import sounds
from held_out import debian, make, on_beat


def music(wad):
    """MIDI data in a WAD, by name."""
    data = wad.read_bytes()
    count, directory = struct.unpack("<ii", data[4:12])
    for entry in range(directory, directory + 16 * count, 16):
        start, size, name = struct.unpack("<ii8s", data[entry : entry + 16])
        if name.startswith(b"D_") and data[start : start + 4] == b"MThd":
            yield name.rstrip(b"\0").decode(), data[start : start + size]


def main():
    folder, known = Path(sys.argv[1]) / "freedoom", set()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for wad in sorted(debian("freedoom", scratch).rglob("*.wad")):
            for name, data in music(wad):
                midi = Path(scratch) / f"{wad.stem}-{name}.mid"
                midi.write_bytes(data)
                try:
                    beats, _ = sounds.beats(midi, felt=False)
                    if data in known or len(beats) < 20 or on_beat(midi, beats) < 0.15:
                        continue
                    make(midi, folder, felt=False)
                    known.add(data)
                except Exception as error:  # a broken file is left out and named
                    print(f"left out {midi.name}: {str(error)[:100]}")


if __name__ == "__main__":
    main()
