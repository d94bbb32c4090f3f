//! What a daemon can be asked: one file per request, its reply beside it. Data only.
//!
//! Wherever a request has an `id: String`, it is what a person typed: an exact id, an exact name,
//! or an unambiguous prefix of an id of at least four digits.

mod agents;
mod archive;
mod changes;
mod conversations;
mod daemon;
mod decline;
mod environment;
mod files;
mod kill;
mod list;
mod new;
mod notifications;
mod open;
mod plan;
mod promote;
mod queue;
mod remove;
mod rename;
mod restart;
mod restore;
mod resume;
mod seen;
mod show;
mod stop;
mod subscribe;
mod survival;
mod unarchive;
mod usage;

pub use agents::{AgentRow, Agents, KnownAgents, PermissionMode};
pub use archive::{Archive, Archived, Archiving};
pub use changes::{ChangedFile, Changes, Diff, FileStatus, GetChanges, GetDiff};
pub use conversations::{Conversation, Conversations, GetConversations};
pub use daemon::{DaemonStatus, Owner, Status};
pub use decline::Decline;
pub use environment::{Environment, EnvironmentDifference};
pub use files::{FindFiles, FoundFiles};
pub use kill::{Kill, Killed, Outcome};
pub use list::List;
pub use new::{Existing, Made, New};
pub use notifications::{GetNotifications, Notifications};
pub use open::{Open, Opened};
pub use plan::GetPlan;
pub use promote::Promote;
pub use queue::{Change, ChangeQueue, Enqueue, GetQueue};
pub use remove::{Remove, Removed};
pub use rename::Rename;
pub use restart::Restart;
pub use restore::{Restore, Restored, RestoredRow};
pub use resume::Resume;
pub use seen::Seen;
pub use show::{Run, Show, Shown};
pub use stop::{Stop, Stopped};
pub use subscribe::{Subscribe, Subscribed};
pub use survival::{GetSurvival, Holds, Incident, Survival, SurvivalFact};
pub use unarchive::{Unarchive, Unarchived, Unarchiving};
pub use usage::{GetProcesses, GetUsage, MemoryIs, Process, Processes, Sample, SessionUsage, Usage};
