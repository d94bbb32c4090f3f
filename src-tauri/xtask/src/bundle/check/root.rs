//! A root to throw away: this system as it is, with whatever is changed in it kept in memory and gone at the end,
//! together with all processes in it. Nothing outside is touched.

use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::bundle::version::Version;
use crate::packages as system;

/// Makes the root and calls this program in it. As process 1 the shell takes in those whom nobody waits for.
const SCRIPT: &str = r#"
stage=$1 old=$2 new=$3; shift 3
mount --make-rprivate /
mount -t tmpfs -o mode=755 holdfast-check "$stage"
mkdir "$stage/upper" "$stage/work" "$stage/root"
root=$stage/root
mount -t overlay -o "lowerdir=/,upperdir=$stage/upper,workdir=$stage/work" holdfast-check "$root"
mkdir -p "$root/opt/holdfast-check"
cp "$@" "$root/opt/holdfast-check/"
cp -L --remove-destination /etc/resolv.conf "$root/etc/" || true
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=1777 tmp "$root/tmp"
mount -t tmpfs -o mode=755 run "$root/run"
chroot "$root" /opt/holdfast-check/xtask check-packages "$old" "$new" /opt/holdfast-check || exit $?
:
"#;

/// Calls this program inside, with packages of two versions.
pub fn call(old: Version, new: Version, packages: &[PathBuf], yes: bool) -> Result<()> {
    system::agree(yes, "unshare --mount --pid")?;
    let stage = tempfile::tempdir().context("making a place for the root")?;
    let own = env::current_exe().context("finding this program")?;
    let mut inside = system::root();
    inside.args(["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-ec", SCRIPT, "sh"]);
    inside.arg(stage.path()).args([old.to_string(), new.to_string()]).arg(own).args(packages);
    let status = inside.status().context("making a root to throw away")?;
    anyhow::ensure!(status.success(), "the check ended with {status}");
    Ok(())
}
