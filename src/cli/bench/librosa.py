"""The peer of `welkin bench listen`: the same features of the same sound, with librosa.

Run as `python librosa.py SOUND`; for every line on standard input it analyses the sound once and prints the seconds
that took, without loading, and those of the harmonic-percussive separation alone.
"""

import sys
import time

import librosa
import numpy as np


def analyse(y, sr):
    began = time.perf_counter()
    stft = librosa.stft(y)
    magnitude = np.abs(stft)
    power = magnitude**2
    mel = librosa.feature.melspectrogram(S=power, sr=sr)
    librosa.feature.chroma_stft(S=power, sr=sr, tuning=0.0)
    librosa.feature.rms(y=y)
    librosa.feature.spectral_centroid(S=magnitude, sr=sr)
    librosa.feature.spectral_bandwidth(S=magnitude, sr=sr)
    librosa.feature.spectral_rolloff(S=magnitude, sr=sr)
    librosa.feature.spectral_flatness(S=magnitude)
    decibels = librosa.power_to_db(mel)
    onsets = librosa.onset.onset_strength(S=decibels, sr=sr)
    librosa.onset.onset_detect(onset_envelope=onsets, sr=sr)
    librosa.beat.beat_track(onset_envelope=librosa.onset.onset_strength(S=decibels, sr=sr, aggregate=np.median), sr=sr)
    before = time.perf_counter()
    librosa.decompose.hpss(stft)
    after = time.perf_counter()
    return after - began, after - before


def main():
    y, sr = librosa.load(sys.argv[1], sr=22050)
    analyse(y, sr)  # The first run compiles.
    print("ready", flush=True)
    for _ in sys.stdin:
        print("%.6f %.6f" % analyse(y, sr), flush=True)


main()
