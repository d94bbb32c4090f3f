//! The window's title and the stack of titles put aside. It never holds control characters or more than a bounded
//! amount of text.

/// Longest title kept, in characters.
const LONGEST: usize = 1024;
/// Deepest stack; a deeper push forgets the oldest.
const DEEPEST: usize = 16;

/// The title now and those below it.
#[derive(Default)]
pub struct Titles {
    current: Option<String>,
    stack: Vec<Option<String>>,
}

impl Titles {
    /// The title now.
    pub fn current(&self) -> Option<&str> {
        self.current.as_deref()
    }

    /// Those put aside, oldest first.
    pub fn stack(&self) -> &[Option<String>] {
        &self.stack
    }

    /// Takes a new title; true if it differs from the last.
    pub fn set(&mut self, title: Option<String>) -> bool {
        let title = title.map(|text| text.chars().filter(|c| !c.is_control()).take(LONGEST).collect());
        let changed = self.current != title;
        self.current = title;
        changed
    }

    /// Puts a copy aside (`CSI 22 t`).
    pub fn push(&mut self) {
        if self.stack.len() == DEEPEST {
            self.stack.remove(0);
        }
        self.stack.push(self.current.clone());
    }

    /// Takes the last one back (`CSI 23 t`); true if that changed the title.
    pub fn pop(&mut self) -> bool {
        self.stack.pop().is_some_and(|title| self.set(title))
    }
}
