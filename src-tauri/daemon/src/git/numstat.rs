//! Reads what `git diff --numstat -z` prints. Pure.

use std::collections::HashMap;

/// Lines added and removed by path. What is no text is not there.
pub fn read(printed: &[u8]) -> HashMap<String, (u32, u32)> {
    let mut records = printed.split(|byte| *byte == 0).map(String::from_utf8_lossy);
    let mut counts = HashMap::new();
    while let Some(record) = records.next() {
        let mut fields = record.splitn(3, '\t');
        let (Some(added), Some(removed), Some(path)) = (fields.next(), fields.next(), fields.next()) else { continue };
        // That of a renamed file is followed by both its paths.
        let path = if path.is_empty() { records.by_ref().nth(1) } else { Some(path.to_owned().into()) };
        if let (Ok(added), Ok(removed), Some(path)) = (added.parse(), removed.parse(), path) {
            counts.insert(path.into_owned(), (added, removed));
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_by_path_also_of_renamed_files() {
        let printed =
            b"3\t1\ta b\x00-\t-\tpicture\x0012\t0\t\x00old\tname\x00new name\x00x\x001\t2\tt\tab\x005\t6\t\x00cut";
        let expected = [("a b", (3, 1)), ("new name", (12, 0)), ("t\tab", (1, 2))];
        assert_eq!(read(printed), expected.map(|(path, counts)| (path.to_owned(), counts)).into());
        assert!(read(b"").is_empty());
    }
}
