//! `machine.json`: the computer that an experiment ran on, and when it did.

use serde::{Deserialize, Serialize};
use std::time::SystemTime;
use sysinfo::{MemoryRefreshKind, RefreshKind, System};

/// The facts of a machine, and its sessions on an experiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Machine {
    /// Its name in the network.
    pub hostname: String,
    /// Operating system and kernel.
    pub system: String,
    /// Processor architecture.
    pub architecture: String,
    /// What the processor calls itself.
    pub cpu: String,
    /// Physical cores.
    pub physical_cores: usize,
    /// Threads that the processor runs at a time, as far as the process may use them.
    pub logical_cores: usize,
    /// Main memory, in 1e6 bytes.
    pub memory_mb: f64,
    /// This program's version.
    pub version: String,
    /// Every time that the program worked on the experiment, in order.
    pub sessions: Vec<Session>,
}

/// One time that the program worked on an experiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// When it began, in UTC.
    pub date: String,
    /// How long it took, in seconds.
    pub time_s: f64,
    /// Runs at a time.
    pub jobs: usize,
    /// Runs that it finished.
    pub runs: usize,
    /// The load of the machine, averaged over the minute before: as many threads wanted to run.
    pub load: f64,
}

impl Machine {
    /// This machine, without sessions.
    pub fn here() -> Self {
        let kinds = RefreshKind::nothing()
            .with_memory(MemoryRefreshKind::nothing().with_ram())
            .with_cpu(sysinfo::CpuRefreshKind::nothing());
        let system = System::new_with_specifics(kinds);
        let unknown = || "unknown".to_owned();
        let logical = std::thread::available_parallelism().map_or(1, usize::from);
        let brand = system
            .cpus()
            .first()
            .map(|cpu| cpu.brand().trim().to_owned());
        Self {
            hostname: System::host_name().unwrap_or_else(unknown),
            system: System::long_os_version().unwrap_or_else(unknown)
                + &System::kernel_version().map_or_else(String::new, |k| format!(", kernel {k}")),
            architecture: std::env::consts::ARCH.to_owned(),
            cpu: brand.filter(|b| !b.is_empty()).unwrap_or_else(unknown),
            physical_cores: System::physical_core_count().unwrap_or(logical),
            logical_cores: logical,
            memory_mb: (system.total_memory() as f64 / 1e6).round(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            sessions: Vec::new(),
        }
    }

    /// Runs at a time for results that depend on the clock: a physical core each, of those that nothing else keeps
    /// busy.
    pub fn idle_cores(&self) -> usize {
        let cores = self.physical_cores.min(self.logical_cores);
        let busy = load().round().max(0.0) as usize;
        cores.saturating_sub(busy).max(1)
    }
}

/// Bytes of memory that a process can take now without another giving any back: what the system calls available, or
/// what the limit of its control group leaves, where that is known and less. `None` where the system does not tell.
pub fn available_memory() -> Option<u64> {
    let kinds = RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram());
    let system = System::new_with_specifics(kinds);
    let of_group = system.cgroup_limits().map(|limits| limits.free_memory);
    let available = system.available_memory();
    let least = of_group.map_or(available, |left| left.min(available));
    (least > 0).then_some(least)
}

impl Session {
    /// A session that begins now.
    pub fn begin(jobs: usize) -> Self {
        Self {
            date: humantime::format_rfc3339_seconds(SystemTime::now()).to_string(),
            time_s: 0.0,
            jobs,
            runs: 0,
            load: load(),
        }
    }
}

/// Threads that wanted to run, averaged over the last minute; 0 where the system does not tell.
fn load() -> f64 {
    System::load_average().one
}
