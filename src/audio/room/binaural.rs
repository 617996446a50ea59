//! Headphones: every point through the responses of both ears to its direction, the bus through those of virtual
//! speakers, and all of it turned against the head.
//!
//! Points go straight through the nearest measured pair of responses: a source then costs one transform and the
//! products of its spectra, and both ways back are shared by all, which is cheaper than a renderer per source, and
//! sharper than any order of the bus. When a point or the head moves, it fades within a chunk from one pair to the
//! next. The bus needs no speakers while it runs: all of them are summed beforehand to one pair of filters per channel.

mod beds;

use std::sync::Arc;

use glam::{Quat, Vec3};
use welkin_installation::{Points, Sound};
use welkin_space::harmonics::channels;

use super::CHUNK;
use super::bus::Bus;
use super::convolve::{BINS, Bin, Past, Transform};
use super::head::{Follower, Head};
use super::hrtf::{Ears, LONGEST};
use super::outlet::Outlet;
use super::strip::Strip;
use super::turner::Turner;

/// Parts of a filter.
pub(super) const PARTITIONS: usize = LONGEST.div_ceil(CHUNK);

/// Numbers of a filter for one ear.
const FILTER: usize = PARTITIONS * BINS;

/// Both ears' sums.
type Sums = [[Bin; BINS]; 2];

const SILENCE: Sums = [[Bin { re: 0.0, im: 0.0 }; BINS]; 2];

/// Ears on a head that turns.
pub(super) struct Binaural {
    points: Points,
    directions: Vec<Vec3>,
    /// Left and right after one another, direction after direction.
    point_filters: Vec<Bin>,
    /// The same, channel after channel.
    bed_filters: Vec<Bin>,
    bus: Bus,
    pasts: Vec<Past>,
    /// Chunks since something came on the bus.
    bus_rests: usize,
    head: Arc<Head>,
    follower: Follower,
    head_from_dome: Quat,
    turner: Turner,
    transform: Transform,
    steady: Sums,
    fading_out: Sums,
    fading_in: Sums,
    is_fading: bool,
    late: usize,
}

impl Binaural {
    pub(super) fn new(ears: &Ears, sound: &Sound, head: Arc<Head>) -> Self {
        let mut transform = Transform::new();
        let count = channels(sound.order);
        let mut point_filters = Vec::with_capacity(ears.responses.len() * 2 * FILTER);
        for response in ears.responses.iter().flatten() {
            transform.partition(response, PARTITIONS, &mut point_filters);
        }
        let mut bed_filters = Vec::with_capacity(count * 2 * FILTER);
        for response in beds::responses(ears, sound.order).iter().flatten() {
            transform.partition(response, PARTITIONS, &mut bed_filters);
        }
        Self {
            points: sound.points,
            directions: ears.directions.clone(),
            point_filters,
            bed_filters,
            bus: Bus::new(sound.order),
            pasts: (0..count).map(|_| Past::new(PARTITIONS)).collect(),
            bus_rests: usize::MAX,
            head,
            follower: Follower::default(),
            head_from_dome: Quat::IDENTITY,
            turner: Turner::new(sound.order),
            transform,
            steady: SILENCE,
            fading_out: SILENCE,
            fading_in: SILENCE,
            is_fading: false,
            late: ears.late,
        }
    }

    /// The measured direction nearest to one.
    fn nearest(&self, in_head: Vec3) -> usize {
        let mut nearest = (0, f32::NEG_INFINITY);
        for (index, direction) in self.directions.iter().enumerate() {
            let closeness = direction.dot(in_head);
            if closeness > nearest.1 {
                nearest = (index, closeness);
            }
        }
        nearest.0
    }

    fn add_point(&mut self, strip: &mut Strip) {
        let mut chunk = [0.0; CHUNK];
        strip.pan(&[strip.distance_gain()], &mut chunk);
        let in_head = self.head_from_dome * strip.place.direction.vector();
        let filter = self.nearest(in_head);
        let Some(past) = &mut strip.past else {
            return;
        };
        past.push(&chunk, &mut self.transform);
        let before = past.filter.replace(filter).unwrap_or(filter);
        if before == filter {
            add_pair(past, &self.point_filters, filter, &mut self.steady);
        } else {
            self.is_fading = true;
            add_pair(past, &self.point_filters, before, &mut self.fading_out);
            add_pair(past, &self.point_filters, filter, &mut self.fading_in);
        }
    }

    fn add_bus(&mut self) {
        if self.bus_rests > PARTITIONS {
            return;
        }
        self.turner.turn(self.head_from_dome, &mut self.bus.planes);
        let planes = self.bus.planes.chunks_exact(CHUNK);
        for (channel, (past, plane)) in self.pasts.iter_mut().zip(planes).enumerate() {
            past.push(plane, &mut self.transform);
            add_pair(past, &self.bed_filters, channel, &mut self.steady);
        }
    }
}

fn add_pair(past: &Past, filters: &[Bin], index: usize, sums: &mut Sums) {
    let pair = &filters[index * 2 * FILTER..][..2 * FILTER];
    for (filter, sum) in pair.chunks_exact(FILTER).zip(sums) {
        past.add_through(filter, sum);
    }
}

impl Outlet for Binaural {
    fn begin(&mut self) {
        self.bus.clear();
        self.steady = SILENCE;
        self.fading_out = SILENCE;
        self.fading_in = SILENCE;
        self.is_fading = false;
        self.bus_rests = self.bus_rests.saturating_add(1);
        self.head_from_dome = self.follower.follow(&self.head).inverse();
    }

    fn add(&mut self, strip: &mut Strip) {
        if strip.is_bed() || self.points == Points::Ambisonic {
            self.bus.add(strip);
            self.bus_rests = 0;
            return;
        }
        self.add_point(strip);
    }

    fn finish(&mut self, out: &mut [f32]) {
        self.add_bus();
        for (ear, sum) in self.steady.iter_mut().enumerate() {
            let samples = self.transform.back(sum);
            for (frame, sample) in out.chunks_exact_mut(2).zip(samples) {
                frame[ear] = *sample;
            }
        }
        if !self.is_fading {
            return;
        }
        for (is_in, sums) in [(false, &mut self.fading_out), (true, &mut self.fading_in)] {
            for (ear, sum) in sums.iter_mut().enumerate() {
                let samples = self.transform.back(sum);
                for (index, (frame, sample)) in out.chunks_exact_mut(2).zip(samples).enumerate() {
                    let share = index as f32 / CHUNK as f32;
                    frame[ear] += sample * if is_in { share } else { 1.0 - share };
                }
            }
        }
    }

    fn latency_samples(&self) -> usize {
        self.late
    }
}
