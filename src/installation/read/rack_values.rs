//! From what is written about desks, lamps and projectors to what the rest of Welkin uses.

use core::net::Ipv4Addr;

use welkin_values::Direction;

use crate::file::{DmxBandFile, DmxFile, DmxMapFile, LampFile, PjlinkFile};
use crate::venue::{BandDoes, Dmx, DmxBand, DmxMap, DmxMoves, Lamp, Pjlink, Secret};

/// The desk and the lamps; none where a venue has neither.
pub(crate) fn dmx_values(dmx: Option<DmxFile>, lamps: Vec<LampFile>) -> Option<Dmx> {
    if dmx.is_none() && lamps.is_empty() {
        return None;
    }
    let file = dmx.unwrap_or_default();
    let addresses = file.send_to.iter().filter_map(|text| Dmx::address(text));
    Some(Dmx {
        protocol: file.protocol,
        // The rules let nothing pass that is no address.
        bind: file.bind.parse().unwrap_or(Ipv4Addr::UNSPECIFIED),
        name: file.name,
        maps: file.map.into_iter().map(map_values).collect(),
        lamps: lamps.into_iter().map(lamp_values).collect(),
        lamps_by: file.lamps,
        send_to: addresses.collect(),
        priority: file.priority,
    })
}

fn map_values(file: DmxMapFile) -> DmxMap {
    let moves = match file.control {
        Some(name) => DmxMoves::Control {
            name,
            range: file.range.map(|range| range.map(|end| end as f32)),
            give_back_below: file.give_back_below,
        },
        None => DmxMoves::Bands(file.band.into_iter().filter_map(band_values).collect()),
    };
    DmxMap {
        universe: file.universe,
        channel: file.channel,
        is_fine: file.bits == 16,
        moves,
    }
}

fn band_values(file: DmxBandFile) -> Option<DmxBand> {
    let scene = file.scene.map(BandDoes::Scene);
    let installation = file.installation.map(BandDoes::Installation);
    let does = scene
        .or(installation)
        .or(file.action.map(BandDoes::Action))?;
    Some(DmxBand {
        from: file.from,
        to: file.to,
        does,
    })
}

fn lamp_values(file: LampFile) -> Lamp {
    Lamp {
        id: file.id,
        towards: Direction::from_degrees(file.azimuth_deg as f32, file.elevation_deg as f32),
        width: file.width_deg.to_radians() as f32,
        universe: file.universe,
        channel: file.channel,
        layout: file.layout,
        is_fine: file.bits == 16,
        gamma: file.gamma as f32,
        max: file.max as f32,
        smoothing_secs: file.smoothing_secs as f32,
    }
}

/// A projector on the network.
pub(crate) fn pjlink_values(file: PjlinkFile) -> Pjlink {
    Pjlink {
        id: file.id,
        host: file.host,
        port: file.port,
        password: Secret::new(file.password.unwrap_or_default()),
        outputs: file.output,
    }
}
