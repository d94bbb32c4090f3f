//! What is poured through terminals: plain, coloured and wide text. Always the same, so that runs can be compared.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The texts are repetitions of a block of about this size.
const BLOCK: usize = 1 << 20;

/// A kind of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// Lines of words, as a build prints them.
    Plain,
    /// The same with colours and attributes in every line.
    Coloured,
    /// Chinese, Japanese, Korean and emoji: two columns and three or four bytes each.
    Wide,
}

const WORDS: [&str; 12] = [
    "compiling",
    "session",
    "finished",
    "of",
    "the",
    "warning:",
    "src/main.rs:42",
    "unused",
    "in",
    "0.41s",
    "[ok]",
    "running",
];
const WIDE: [&str; 12] =
    ["端末", "会話", "漢字かな", "한국어", "测试", "出力", "🚀", "📦", "完了", "🦀", "保存", "日志"];

impl Text {
    /// Its name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Text::Plain => "plain",
            Text::Coloured => "coloured",
            Text::Wide => "wide",
        }
    }

    /// Writes about `length` bytes of it, in whole lines, and returns where. Written once per directory.
    pub fn write(self, dir: &Path, length: usize) -> Result<PathBuf> {
        let path = dir.join(format!("{}-{length}.txt", self.name()));
        if path.exists() {
            return Ok(path);
        }
        let mut file = File::create(&path).with_context(|| format!("creating {}", path.display()))?;
        let block = self.block(BLOCK.min(length));
        for _ in 0..length.div_ceil(block.len()) {
            file.write_all(block.as_bytes()).with_context(|| format!("writing {}", path.display()))?;
        }
        Ok(path)
    }

    /// Lines of it, not more than `length` bytes unless one line is.
    fn block(self, length: usize) -> String {
        let mut dice = Dice(0x2545_f491_4f6c_dd1d);
        let mut block = self.line(&mut dice);
        loop {
            let line = self.line(&mut dice);
            if block.len() + line.len() > length {
                return block;
            }
            block += &line;
        }
    }

    fn line(self, dice: &mut Dice) -> String {
        let words = if self == Text::Wide { WIDE } else { WORDS };
        let mut line = String::new();
        for _ in 0..4 + dice.below(12) {
            let word = words[dice.below(words.len())];
            match self {
                Text::Coloured => line += &format!("\x1b[{};38;5;{}m{word}\x1b[0m ", dice.below(2), dice.below(256)),
                Text::Plain | Text::Wide => line += &format!("{word} "),
            }
        }
        line + "\n"
    }
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::terminal::MARK_START;

    #[test]
    fn a_text_has_about_the_length_that_was_asked_for_and_is_always_the_same() {
        let dir = tempfile::tempdir().unwrap();
        for text in [Text::Plain, Text::Coloured, Text::Wide] {
            let path = text.write(dir.path(), 100_000).unwrap();
            let written = std::fs::read(&path).unwrap();
            assert!((100_000..220_000).contains(&written.len()), "{}", written.len());
            assert_eq!(written.last(), Some(&b'\n'));
            assert!(!written.contains(&MARK_START), "no mark can be in it");
            assert_eq!(text.block(5000), text.block(5000));
        }
    }

    #[test]
    fn the_kinds_of_text_are_what_they_say() {
        assert!(Text::Plain.block(5000).bytes().all(|byte| byte == b'\n' || (b' '..b'~').contains(&byte)));
        assert!(Text::Coloured.block(5000).lines().all(|line| line.starts_with("\x1b[")));
        assert!(Text::Wide.block(5000).chars().filter(|c| *c > '\u{1100}').count() > 1000);
    }
}
