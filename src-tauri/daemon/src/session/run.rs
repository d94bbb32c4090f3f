//! What is known of a session's newest run. Data and its plain questions; facts come from elsewhere.

use protocol::end::End;
use protocol::host::HostStatus;
use protocol::id::Generation;
use protocol::session::Size;
use store::process::Identity;
use store::records::Host;

use super::close::Ended;

/// The newest run, as far as it is known.
#[derive(Clone, Debug)]
pub enum Run {
    /// None was ever claimed.
    None,
    /// Nobody has looked at it since the daemon started.
    Unknown {
        /// Which run.
        generation: Generation,
    },
    /// Its host is being started.
    Starting {
        /// Which run.
        generation: Generation,
        /// The terminal's size.
        size: Size,
    },
    /// Its host answers.
    Live {
        /// What the host last said.
        status: Box<HostStatus>,
    },
    /// Its host lives, or may live, and does not answer.
    Unreachable {
        /// Which run.
        generation: Generation,
        /// Why it counts as such, for people.
        why: String,
        /// What it last said to this daemon.
        last: Option<Box<HostStatus>>,
        /// Its run file, where it can be read.
        host: Option<Box<Host>>,
    },
    /// Its host is gone and processes of it are left.
    Orphaned {
        /// Which run.
        generation: Generation,
        /// Who is left.
        survivors: Vec<Identity>,
        /// The dead host's run file.
        host: Option<Box<Host>>,
    },
    /// It has ended.
    Ended {
        /// Which run.
        generation: Generation,
        /// How, and what it was last like.
        ended: Box<Ended>,
    },
}

impl Run {
    /// Which run it is. 0 where there is none.
    pub fn generation(&self) -> Generation {
        match self {
            Self::None => 0,
            Self::Live { status } => status.generation,
            Self::Unknown { generation }
            | Self::Starting { generation, .. }
            | Self::Unreachable { generation, .. }
            | Self::Orphaned { generation, .. }
            | Self::Ended { generation, .. } => *generation,
        }
    }

    /// Whether no run is there that could be ended.
    pub fn is_over(&self) -> bool {
        matches!(self, Self::None | Self::Ended { .. })
    }

    /// How it ended, if it has.
    pub fn end(&self) -> Option<&End> {
        match self {
            Self::Ended { ended, .. } => Some(&ended.end),
            Self::None
            | Self::Unknown { .. }
            | Self::Starting { .. }
            | Self::Live { .. }
            | Self::Unreachable { .. }
            | Self::Orphaned { .. } => None,
        }
    }

    /// What its host last said to this daemon.
    pub fn last(&self) -> Option<&HostStatus> {
        match self {
            Self::Live { status } => Some(status),
            Self::Unreachable { last, .. } => last.as_deref(),
            Self::None | Self::Unknown { .. } | Self::Starting { .. } | Self::Orphaned { .. } | Self::Ended { .. } => {
                None
            }
        }
    }

    /// Whether this comes from the one who knows: from its host, or from the daemon's own look where no host is.
    pub fn is_told(&self) -> bool {
        match self {
            Self::None | Self::Starting { .. } | Self::Live { .. } | Self::Orphaned { .. } | Self::Ended { .. } => true,
            Self::Unknown { .. } | Self::Unreachable { .. } => false,
        }
    }

    /// The terminal's size, as last known.
    pub fn size(&self) -> Option<Size> {
        match self {
            Self::Starting { size, .. } => Some(*size),
            Self::Ended { ended, .. } => ended.size,
            other => other.last().map(|status| status.size),
        }
    }
}
