"""Teaches the network of the beat tracker, and writes its weights as the tracker reads them.

    python train.py FEATURES_FOLDER[,FOLDER...] WEIGHTS_FILE [MINUTES] [START.pt]

The folders hold .npz files: `F` [frames, 64], `b` times of the beats, `f` which of them begin a bar.
The network is a temporal convolutional one (Davies and Böck, 2019) that sees the past only: 64 -> 32, nine blocks
whose taps lie 1, 2, 4 ... 256 frames apart (41 s altogether), and from the sum of what they add: beat, first beat,
and 48 tempi, which are asked for as a lesson only: they are not written. Stretches are played up to a fifth faster or
slower now and then, and some lose a few bands. The weights kept are a running average over the last updates.
"""
import copy
import glob
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn.functional import dropout, elu, pad

from sounds import LATE_SECS

FPS, TEMPI, SLOWEST, FASTEST = 50, 48, 48.0, 216.0
CHANNELS, TAPS, BLOCKS = 32, 5, 9
CROP, BATCH = 1500, 8


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.front = nn.Conv1d(64, CHANNELS, 3)
        self.taps = nn.ModuleList([nn.Conv1d(CHANNELS, CHANNELS, TAPS, dilation=2 ** i) for i in range(BLOCKS)])
        self.mixes = nn.ModuleList([nn.Conv1d(CHANNELS, CHANNELS, 1) for _ in range(BLOCKS)])
        self.head = nn.Conv1d(CHANNELS, 2 + TEMPI, 1)

    def forward(self, x):  # [B, 64, T] -> [B, 50, T]
        x = elu(self.front(pad(x, (2, 0))))
        total = 0
        for i, (taps, mix) in enumerate(zip(self.taps, self.mixes)):
            added = dropout(mix(elu(taps(pad(x, ((TAPS - 1) * 2 ** i, 0))))), 0.05, self.training)
            x, total = x + added, total + added
        return self.head(elu(total))


def places_of(beats):
    return (beats + LATE_SECS) * FPS - 1


def targets(places, firsts, frames):
    """[frames, 2] soft bumps at beats and first beats, and [frames] the tempo as a bin, -1 where unknown."""
    out = np.zeros((frames, 2), np.float32)
    tempo = np.full(frames, -1.0, np.float32)
    for place, first in zip(places, firsts):
        for k in range(int(place) - 1, int(place) + 3):
            if 0 <= k < frames:
                value = max(0.0, 1 - abs(k - place) / 1.6)
                out[k, 0] = max(out[k, 0], value)
                if first:
                    out[k, 1] = max(out[k, 1], value)
    for i in range(len(places) - 1):
        around = places[max(0, i - 1):i + 3]
        bpm = 60 * FPS / np.median(np.diff(around))
        spot = np.log(bpm / SLOWEST) / np.log(FASTEST / SLOWEST) * TEMPI - 0.5
        if 0 <= spot <= TEMPI - 1:
            tempo[max(0, int(places[i])):max(0, int(places[i + 1]))] = spot
    return out, tempo


def load(names):
    pieces = []
    for name in names:
        try:
            data = np.load(name)
            feats = data["F"]
        except Exception:  # still being written
            continue
        if len(feats) >= CROP and len(data["b"]) >= 8:
            pieces.append((feats, places_of(data["b"]), data["f"]))
    return pieces


def stretched(piece, rng, speed):
    """A stretch of a piece, `speed` times as fast: features [CROP, 64], beats, tempo."""
    feats, places, firsts = piece
    start = rng.integers(int(max(1, len(feats) - CROP * speed)))
    at = start + np.arange(CROP) * speed
    at = np.minimum(at, len(feats) - 1.001)
    low = at.astype(int)
    share = (at - low).astype(np.float32)[:, None]
    cut = feats[low].astype(np.float32)
    if speed != 1:
        cut = cut * (1 - share) + feats[low + 1].astype(np.float32) * share
    near = (places > start - 200) & (places < start + CROP * speed + 200)
    return cut, *targets((places[near] - start) / speed, firsts[near], CROP)


def crops(folders, tests, rng):
    """Endless batches of stretches: [B, 64, CROP], [B, CROP, 2], [B, CROP]."""
    known, pieces = set(), []
    while True:
        names = {name for folder in folders for name in glob.glob(f"{folder}/*.npz")} - set(tests) - known
        if names:
            pieces += load(sorted(names))
            known |= names
            print(len(pieces), "pieces,", sum(len(p[0]) for p in pieces) / FPS / 3600, "hours", flush=True)
        order = rng.permutation(len(pieces))
        for at in range(0, len(order) - BATCH + 1, BATCH):
            cuts = []
            for i in order[at:at + BATCH]:
                speed = 1.0
                if rng.random() < 0.4:
                    speed = np.exp(rng.uniform(-0.2, 0.2))
                    speed = min(speed, len(pieces[i][0]) / CROP)
                cuts.append(stretched(pieces[i], rng, speed))
            cut = [np.stack([c[part] for c in cuts]) for part in range(3)]
            for piece in cut[0]:  # a few bands go missing, so that none is relied upon
                low, wide = rng.integers(32), rng.integers(1, 8)
                if rng.random() < 0.3:
                    piece[:, low:min(32, low + wide)] = 0
                    piece[:, 32 + low:min(64, 32 + low + wide)] = 0
            yield torch.from_numpy(cut[0]).transpose(1, 2), torch.from_numpy(cut[1]), torch.from_numpy(cut[2])


def loss_of(out, want, tempo):
    out = out.transpose(1, 2)
    weigh = torch.ones(CROP)
    weigh[:150] = 0.3  # hardly anything is known yet
    ce = nn.functional.binary_cross_entropy_with_logits
    beat = ce(out[..., 0], want[..., 0], weight=weigh * (1 + 4 * want[..., 0]))
    first = ce(out[..., 1], want[..., 1], weight=weigh * (1 + 4 * want[..., 1]))
    bins = torch.arange(TEMPI, dtype=torch.float32)
    soft = torch.softmax(-0.5 * ((bins - tempo[..., None]) / 0.8) ** 2, -1)
    cross = -(soft * torch.log_softmax(out[..., 2:], -1)).sum(-1)
    cross = (cross * weigh * (tempo >= 0)).mean()
    return beat + 0.4 * first + 0.05 * cross, np.array((beat.item(), first.item(), cross.item()))


def write(net, path):
    """Weights as little-endian f32, in the order that `network.rs` reads them; taps from the oldest on."""
    layers = [net.front] + [layer for pair in zip(net.taps, net.mixes) for layer in pair] + [net.head]
    with open(path, "wb") as file:
        for layer in layers:
            used = 2 if layer is net.head else CHANNELS
            # [out, in, taps] -> [out, taps, in]
            file.write(layer.weight.detach()[:used].permute(0, 2, 1).contiguous().numpy().astype("<f4").tobytes())
            file.write(layer.bias.detach()[:used].numpy().astype("<f4").tobytes())


def main():
    folders, path = sys.argv[1].split(","), sys.argv[2]
    minutes = float(sys.argv[3]) if len(sys.argv) > 3 else 60
    torch.manual_seed(5)
    torch.set_num_threads(1)
    rng = np.random.default_rng(5)
    names = sorted(name for folder in folders for name in glob.glob(f"{folder}/*.npz"))
    tests = names[::20]  # the same piece in another dress may be taught: this tells how it goes, not how good it is
    checks = [stretched(p, np.random.default_rng(1), 1.0) for p in load(tests)]
    net = Net()
    if len(sys.argv) > 4:
        net.load_state_dict(torch.load(sys.argv[4]))
    print(sum(p.numel() for p in net.parameters()), "weights", flush=True)
    mean = copy.deepcopy(net).eval()
    optim = torch.optim.AdamW(net.parameters(), lr=4e-3, weight_decay=1e-3)
    start, said, total, count = time.time(), 0, np.zeros(3), 0
    for update, (x, want, tempo) in enumerate(crops(folders, tests, rng)):
        share = min(1.0, (time.time() - start) / (minutes * 60))
        for group in optim.param_groups:
            group["lr"] = 2e-3 * min(1, (update + 1) / 50) * (0.5 + 0.5 * np.cos(np.pi * share)) + 2e-5
        loss, parts = loss_of(net(x), want, tempo)
        optim.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 0.5)
        optim.step()
        keep = min(0.99, (update + 1) / (update + 10))
        with torch.no_grad():
            for slow, fast in zip(mean.parameters(), net.parameters()):
                slow.mul_(keep).add_(fast, alpha=1 - keep)
        total, count = total + parts, count + 1
        if time.time() - said > 60 or share >= 1:
            with torch.no_grad():
                cut = [torch.from_numpy(np.stack([c[i] for c in checks]).astype(np.float32)) for i in range(3)]
                _, parts = loss_of(mean(cut[0].transpose(1, 2)), cut[1], cut[2])
            print(f"{time.time() - start:.0f} s, {update + 1} updates: {total / count}, check {parts}", flush=True)
            said, total, count = time.time(), np.zeros(3), 0
            write(mean, path)
            torch.save(mean.state_dict(), path + ".pt")
        if share >= 1:
            break


if __name__ == "__main__":
    main()
