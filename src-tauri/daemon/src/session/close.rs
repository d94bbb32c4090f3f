//! What became of a run, looked up on disk, and the closing of runs that nobody closed. Blocking file work.
//!
//! The lock of a run's host decides: held means that a host lives; free, it is held here while evidence is looked at
//! again and `closed.json` is written, so that no host can start or end in between. A real end always wins.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use protocol::end::{End, EndReason};
use protocol::id::{Generation, SessionId};
use protocol::paths::Root;
use protocol::session::Size;
use serde_json::Map;
use store::ending::{self, Loss};
use store::lock::{self, Lock, Taken};
use store::log;
use store::process::{self, Identity, Liveness};
use store::records::{self, Closed, EndRecord, Found, Host, Launch};
use store::tree::Tree;

use crate::litter;

/// A run that is over, as its records have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// How it ended.
    pub end: End,
    /// Whether nobody saw it: the daemon found it out.
    pub synthetic: bool,
    /// The terminal's last size.
    pub size: Option<Size>,
    /// How much it had printed, in bytes. 0 where its host did not record it.
    pub offset: u64,
    /// When it began, in milliseconds since 1970.
    pub started_at: Option<u64>,
    /// When it last printed something, in milliseconds since 1970.
    pub output_at: Option<u64>,
    /// The last line on its screen, cleaned.
    pub last_line: String,
    /// The title that the program had set, cleaned.
    pub title: Option<String>,
}

/// What became of a run.
#[derive(Debug)]
pub enum Finding {
    /// It has ended, and that is on disk (or could not be written, which was logged).
    Ended(Box<Ended>),
    /// A host holds the run's lock.
    HostLives {
        /// Its run file, once it has written it.
        host: Option<Box<Host>>,
        /// What its hello must carry.
        nonce: Option<String>,
    },
    /// No host is there yet, and one may still start.
    MayStart,
    /// The host is gone and processes of it are left.
    Orphaned {
        /// Its run file, where it can be read.
        host: Option<Box<Host>>,
        /// Who is left.
        survivors: Vec<Identity>,
    },
    /// The system does not tell, which is never "dead".
    CannotTell {
        /// For people.
        why: String,
    },
}

/// Whether a run whose host says nothing may still come up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coming {
    /// Its leave to start has not expired.
    MayCome {
        /// It does then.
        within: Duration,
    },
    /// Its leave has expired and no program of it is there.
    Late,
    /// Its program runs, or its records do not tell.
    Came,
}

/// One run on disk.
#[derive(Clone, Debug)]
pub struct RunFiles {
    pub(super) session: SessionId,
    pub(super) generation: Generation,
    pub(super) dir: PathBuf,
    /// Where farewells are recorded, for all runs of the root.
    pub(super) farewells: PathBuf,
}

impl RunFiles {
    /// The files of one run.
    pub fn new(root: &Root, session: &SessionId, generation: Generation) -> Self {
        let (dir, farewells) = (root.generation(session, generation), root.farewells());
        Self { session: session.clone(), generation, dir, farewells }
    }

    /// Looks up what became of the run, and closes it if it is over and nobody did. `patient`: a run that may still
    /// start is waited for instead of being closed.
    pub fn look(&self, patient: bool) -> Finding {
        self.try_look(patient)
            .unwrap_or_else(|error| Finding::CannotTell { why: format!("looking at its files: {error}") })
    }

    fn try_look(&self, patient: bool) -> io::Result<Finding> {
        if let Some(ended) = self.recorded_end()? {
            return Ok(ended);
        }
        match lock::try_take(&self.path("host.lock"))? {
            Taken::Held => self.host_lives(self.host()?),
            Taken::Yes(lock) => self.look_under(&lock, patient),
        }
    }

    fn host_lives(&self, host: Option<Host>) -> io::Result<Finding> {
        let nonce = self.launch()?.map(|launch| launch.nonce);
        Ok(Finding::HostLives { host: host.map(Box::new), nonce })
    }

    fn look_under(&self, lock: &Lock, patient: bool) -> io::Result<Finding> {
        if let Some(ended) = self.recorded_end()? {
            return Ok(ended);
        }
        let mut loss = self.loss()?;
        if !loss.other_boot {
            let host = self.host()?;
            // Somebody removed the file that it has locked: it lives and records the end all the same.
            if host.as_ref().is_some_and(|host| process::liveness(&host.host) == Liveness::Alive) {
                return self.host_lives(host);
            }
            let survivors = self.survivors()?;
            if !survivors.is_empty() {
                return Ok(Finding::Orphaned { host: host.map(Box::new), survivors });
            }
            if patient && !loss.started && self.launch()?.is_some_and(|launch| launch.deadline > store::now_ms()) {
                return Ok(Finding::MayStart);
            }
            loss.out_of_memory = self.want_of_memory();
        }
        loss.now = store::now_ms();
        let mut end = ending::of_loss(&loss);
        if end.reason == EndReason::StartFailed && self.was_given_up() {
            end.evidence.push("it did not come up in time and was given up".to_owned());
        }
        Ok(self.close(lock, end))
    }

    /// Who is left of the run.
    ///
    /// # Errors
    /// Where the system does not tell.
    pub fn survivors(&self) -> io::Result<Vec<Identity>> {
        let here = process::boot_id()?;
        // Another boot's processes are gone, and its numbers belong to others.
        let host = self.host()?.filter(|host| host.host.boot_id == here);
        let program = host.as_ref().and_then(|host| host.child.as_ref());
        let group = host.as_ref().and_then(Host::own_group);
        Tree { session: self.session.as_str(), generation: self.generation, program, group, host: None }.left()
    }

    /// Writes the verdict on a run that left no end record. The lock proves that no host writes one now.
    /// Where it cannot be written the verdict stands all the same: it comes out the same at the next look.
    pub fn close(&self, lock: &Lock, end: End) -> Finding {
        self.cut_torn_tail(lock);
        let record = Closed {
            session: self.session.clone(),
            generation: self.generation,
            synthetic: true,
            end: end.clone(),
            unknown: Map::new(),
        };
        let written = match records::create(&self.path("closed.json"), &record) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => self.replace_damaged(&record),
            outcome => outcome,
        };
        if let Err(error) = written {
            tracing::error!("writing {}: {error}", self.path("closed.json").display());
        }
        litter::sweep_closed(&self.dir, lock);
        Finding::Ended(Box::new(self.without_record(end)))
    }

    /// Its host was interrupted, maybe while it wrote. Where that cannot be mended readers stop at the torn record.
    fn cut_torn_tail(&self, _held: &Lock) {
        let run = log::Run { session: self.session.clone(), generation: self.generation };
        match log::cut_torn_tail(&self.path("log"), &run) {
            Ok(0) => {}
            Ok(bytes) => tracing::info!("cut a torn tail of {bytes} bytes in {}", self.path("log").display()),
            Err(error) => tracing::warn!("cutting the torn tail in {}: {error}", self.path("log").display()),
        }
    }

    /// What can be said of a run whose host did not live to record its end.
    fn without_record(&self, end: End) -> Ended {
        let kept = log::extent(&self.path("log")).unwrap_or_default();
        Ended {
            end,
            synthetic: true,
            size: self.launch().ok().flatten().map(|launch| launch.size),
            offset: kept.offset,
            started_at: self.started_at(),
            output_at: kept.output_at,
            last_line: String::new(),
            title: None,
        }
    }

    /// A verdict that is there and cannot be read is set aside, not overwritten. One that can be read stands.
    fn replace_damaged(&self, record: &Closed) -> io::Result<()> {
        let path = self.path("closed.json");
        if matches!(records::read::<Closed>(&path)?, Found::Record(_)) {
            return Ok(());
        }
        records::set_aside(&path).and_then(|_| records::create(&path, record))
    }

    /// As [`Self::look`], but looks at nothing but what is recorded.
    pub fn recorded(&self) -> Option<Finding> {
        self.recorded_end().ok().flatten()
    }

    /// The end on disk: the host's own, else the daemon's verdict.
    fn recorded_end(&self) -> io::Result<Option<Finding>> {
        match records::read::<EndRecord>(&self.path("end.json"))? {
            Found::Record(record) => {
                return Ok(Some(Finding::Ended(Box::new(Ended {
                    end: record.end,
                    synthetic: false,
                    size: Some(record.size),
                    offset: record.offset,
                    started_at: self.started_at(),
                    output_at: record.output_at,
                    last_line: record.last_line,
                    title: record.title,
                }))));
            }
            Found::Absent => {}
            Found::Newer { format } => {
                return Err(io::Error::other(format!(
                    "its end record was written by a newer Holdfast (format {format})"
                )));
            }
            Found::Damaged { why } => return self.damaged_end(&why),
        }
        match records::read::<Closed>(&self.path("closed.json"))? {
            Found::Record(closed) => Ok(Some(Finding::Ended(Box::new(self.without_record(closed.end))))),
            Found::Newer { format } => {
                Err(io::Error::other(format!("its verdict was written by a newer Holdfast (format {format})")))
            }
            // A damaged verdict is set aside when it is made again.
            Found::Absent | Found::Damaged { .. } => Ok(None),
        }
    }

    /// An end record that cannot be read still proves that its host had seen the end. Under the lock the verdict that says
    /// so is written first, and only then the record is set aside: without either, the run would be taken for lost.
    fn damaged_end(&self, why: &str) -> io::Result<Option<Finding>> {
        let Taken::Yes(lock) = lock::try_take(&self.path("host.lock"))? else { return Ok(None) };
        let intents = self.sorted_intents()?;
        let loss = Loss { started: true, intents, now: store::now_ms(), ..Loss::default() };
        let mut end = ending::of_loss(&loss);
        if end.reason == EndReason::HostLost {
            // Its host was there to the end: it is only not known what it saw.
            end.reason = EndReason::UnknownSignal;
        }
        end.evidence = vec![format!("its end record could not be read ({why}) and was set aside as end.json.bad-…")];
        let finding = self.close(&lock, end);
        let verdict = records::read::<Closed>(&self.path("closed.json"))?;
        let Found::Record(verdict) = verdict else { return Ok(Some(finding)) };
        records::set_aside(&self.path("end.json"))?;
        Ok(Some(Finding::Ended(Box::new(self.without_record(verdict.end)))))
    }

    /// Whether a run may still come up whose host holds the lock, and neither answers nor has written its run file.
    pub fn coming(&self) -> Coming {
        let Ok(Some(launch)) = self.launch() else { return Coming::Came };
        match launch.deadline.checked_sub(store::now_ms()) {
            Some(left @ 1..) => Coming::MayCome { within: Duration::from_millis(left) },
            _ if self.survivors().is_ok_and(|programs| programs.is_empty()) => Coming::Late,
            _ => Coming::Came,
        }
    }

    /// When the run began, by its records.
    pub fn started_at(&self) -> Option<u64> {
        let host = self.host().ok().flatten().map(|host| host.started_at);
        host.or_else(|| self.launch().ok().flatten().map(|launch| launch.created_at))
    }

    pub(super) fn host(&self) -> io::Result<Option<Host>> {
        Ok(records::read::<Host>(&self.path("host.json"))?.record())
    }

    pub(super) fn launch(&self) -> io::Result<Option<Launch>> {
        Ok(records::read::<Launch>(&self.path("launch.json"))?.record())
    }

    /// When its log says that it last printed something.
    pub(super) fn printed_at(&self) -> Option<u64> {
        log::extent(&self.path("log")).ok().and_then(|extent| extent.output_at)
    }

    /// The path of a record of this run.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }
}
