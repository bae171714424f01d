//! One process, from start to end.

use std::io::{Read, Seek};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use wait4::Wait4;

/// What one run of a process took.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    /// From before it was started until it had ended.
    pub(super) wall: Duration,
    /// In user and kernel mode, over all threads and over its own children.
    pub(super) cpu: Duration,
    /// The largest resident set, in bytes.
    pub(super) peak_memory: u64,
}

/// Runs a command to its end. Its output goes nowhere.
///
/// # Errors
///
/// If it cannot be started or ends with another exit code than the accepted ones: the time of a
/// program that failed means nothing.
pub(super) fn measure(command: &mut Command, accepted: &[i32]) -> Result<Sample> {
    let mut errors = tempfile::tempfile()?;
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(errors.try_clone()?);
    let start = Instant::now();
    let child = command
        .spawn()
        .with_context(|| format!("cannot start {}", command.get_program().display()))?;
    let usage = child.wait4()?;
    let wall = start.elapsed();
    if !usage.status.code().is_some_and(|code| accepted.contains(&code)) {
        let mut text = Vec::new();
        errors.rewind()?;
        errors.read_to_end(&mut text)?;
        bail!("{}\n{}", usage.status, String::from_utf8_lossy(&text).trim_end());
    }
    let cpu = usage.rusage.utime + usage.rusage.stime;
    Ok(Sample { wall, cpu, peak_memory: usage.rusage.maxrss })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_measured() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo out; exit 2"]);
        let sample = measure(&mut command, &[0, 2]).expect("exit code 2 is accepted");
        assert!(sample.wall > Duration::ZERO);
        assert!(sample.peak_memory > 0);
    }

    #[test]
    fn a_failure_shows_what_the_program_said() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo no such option >&2; exit 2"]);
        let error = measure(&mut command, &[0]).expect_err("exit code 2 is not accepted");
        assert_eq!(error.to_string(), "exit status: 2\nno such option");
    }
}
