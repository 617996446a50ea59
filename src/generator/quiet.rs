//! Painting gives way to showing: threads with a lower priority, so that on two cores a frame that is
//! due gets a core at once.

use std::io;

/// How nice the painting threads are: Linux's scale ends at 19. At 10 a thread gets a ninth of a core
/// that another thread wants whole, and all of a core that nobody wants.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

/// Lowers the priority of the thread that calls it. Elsewhere than on Linux, where priorities belong to
/// processes, nothing happens.
pub fn be_quiet() {
    // A thread that could not be made quiet paints all the same.
    if let Err(error) = lower_priority() {
        tracing::debug!("the thread keeps its priority: {error}");
    }
}

/// Builds the pool of threads that share one painting's work, quiet and named. Call it once, at the
/// program's start: a pool that is already there stays as it is.
pub fn use_quiet_threads() {
    let pool = rayon::ThreadPoolBuilder::new()
        .thread_name(|index| format!("painter {index}"))
        .start_handler(|_| be_quiet())
        .build_global();
    if let Err(error) = pool {
        tracing::debug!("the threads that paint were there before: {error}");
    }
}

#[cfg(target_os = "linux")]
fn lower_priority() -> io::Result<()> {
    // On Linux "this process" means this thread.
    rustix::process::setpriority_process(None, NICENESS).map_err(io::Error::from)
}

#[cfg(not(target_os = "linux"))]
fn lower_priority() -> io::Result<()> {
    Ok(())
}
