//! Open Sound Control: messages move controls, scenes and shows; listeners are told what is heard and shown; OSCQuery says
//! what there is. Every address stands in `osc/addresses.rs`.

mod purse;
mod packet;
mod pattern;
mod addresses;
mod names;
mod queue;
mod intake;
mod heard;
mod teller;
mod tree;
mod request;
mod shared;
mod listen;
mod tell;
mod announce;
mod serve;

#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};
use std::time::Instant;

use welkin_installation::Osc as Settings;
use welkin_values::Health;

use crate::Panel;

use shared::Shared;

/// OSC could not begin.
#[derive(Debug, thiserror::Error)]
pub enum OscError {
    /// The system has no room for a thread.
    #[error("there is no room for a thread of OSC: {0}")]
    Thread(#[source] std::io::Error),
}

/// OSC in and out, and OSCQuery. Ends when it is dropped, within half a second.
pub struct Osc {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

impl Osc {
    /// Begins. A port that is taken is no error: that is said once and in [`Osc::health`], and it is tried again.
    ///
    /// # Errors
    /// The system has no room for a thread.
    pub fn start(settings: &Settings, panel: Arc<dyn Panel>) -> Result<Self, OscError> {
        let mut osc = Self {
            shared: Arc::default(),
            threads: Vec::new(),
        };
        let shared = &osc.shared;
        let address = SocketAddr::new(settings.bind, settings.port);
        let socket = listen::open(address);
        shared.say_listens(match &socket {
            Ok(socket) => socket.local_addr().map_err(|error| error.to_string()),
            Err(error) => Err(listen::why(address, error)),
        });
        let osc_port = shared.listens_at().map_or(settings.port, |at| at.port());
        let door = serve::open(settings, osc_port);
        shared.say_answers(match &door {
            Ok(door) => door.local_addr().map_err(|error| error.to_string()),
            Err(why) => Err(why.clone()),
        });
        let (socket, door) = (socket.ok(), door.ok());
        osc.spawn("osc in", settings, &panel, |settings, panel, shared| {
            listen::listen(settings, socket, panel, shared);
        })?;
        osc.spawn("osc query", settings, &panel, |settings, panel, shared| {
            serve::serve(settings, door, panel, shared);
        })?;
        if !settings.outs.is_empty() {
            osc.spawn("osc out", settings, &panel, tell::tell)?;
        }
        Ok(osc)
    }

    /// How it is, as the part `osc`.
    pub fn health(&self) -> Health {
        self.shared.health(Instant::now())
    }

    /// Where messages come in; none while they do not.
    pub fn address(&self) -> Option<SocketAddr> {
        self.shared.listens_at()
    }

    /// Where OSCQuery answers, over HTTP; none while it does not.
    pub fn query_address(&self) -> Option<SocketAddr> {
        self.shared.answers_at()
    }

    fn spawn(
        &mut self,
        name: &str,
        settings: &Settings,
        panel: &Arc<dyn Panel>,
        run: impl FnOnce(&Settings, &dyn Panel, &Arc<Shared>) + Send + 'static,
    ) -> Result<(), OscError> {
        let (settings, panel) = (settings.clone(), Arc::clone(panel));
        let shared = Arc::clone(&self.shared);
        let run = move || run(&settings, panel.as_ref(), &shared);
        let thread = Builder::new()
            .name(name.into())
            .spawn(run)
            .map_err(OscError::Thread)?;
        self.threads.push(thread);
        Ok(())
    }
}

impl Drop for Osc {
    fn drop(&mut self) {
        self.shared.end();
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a thread of OSC has ended by itself");
            }
        }
    }
}
