//! The progress bar: on standard error, when a person watches and the run is long enough to notice.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hognose_engine::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A run that is over by then shows no bar.
const PATIENCE: Duration = Duration::from_millis(500);

/// Shows how many files are done.
#[derive(Debug)]
pub(crate) struct Bar {
    shown: OnceLock<ProgressBar>,
    done: AtomicU64,
    files: u64,
    started: Instant,
}

impl Bar {
    /// A bar for this many files, not shown yet.
    pub(crate) fn new(files: usize) -> Self {
        Self {
            shown: OnceLock::new(),
            done: AtomicU64::new(0),
            files: files as u64,
            started: Instant::now(),
        }
    }

    /// Takes the bar away.
    pub(crate) fn clear(&self) {
        if let Some(bar) = self.shown.get() {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar {
    fn file_done(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if self.started.elapsed() < PATIENCE {
            return;
        }
        let bar = self.shown.get_or_init(|| {
            let bar = ProgressBar::with_draw_target(
                Some(self.files),
                ProgressDrawTarget::stderr_with_hz(10),
            );
            let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} files");
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        bar.set_position(done);
    }
}
