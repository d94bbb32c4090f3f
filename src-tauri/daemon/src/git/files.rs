//! The files of a directory that git knows or would take: what is ignored is left out. Blocking.

use std::path::Path;

use super::{Git, Silence};

/// Lists them, relative to the directory, and whether these are not all.
///
/// # Errors
/// Why git does not tell.
pub fn list(dir: &Path) -> Result<(Vec<String>, bool), Silence> {
    let git = Git::open(dir)?;
    let said = git.tell(&["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"])?;
    let whole = said.out.iter().rposition(|byte| *byte == 0).map_or(&[][..], |end| &said.out[..end]);
    let paths = whole.split(|byte| *byte == 0).filter(|path| !path.is_empty());
    Ok((paths.map(|path| String::from_utf8_lossy(path).into_owned()).collect(), said.more))
}
