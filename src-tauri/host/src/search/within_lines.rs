//! Rewrites an expression so that it matches in a whole text what it would match in each of its lines alone. Pure.

use regex_syntax::hir::{
    Class, ClassBytes, ClassBytesRange, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Look, LookSet, Repetition,
};

/// What becomes of the demand that a word, in the sense of Unicode, begins or ends somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// It stays.
    Bounded,
    /// It is left out, so that no line that matches is missed and others may match.
    Anywhere,
}

/// The expression for a text whose lines end with `\n`. Nothing in it matches a line's end any more, and what stood for the
/// beginning or end of all stands for those of a line. Groups are not kept.
pub fn within_lines(hir: &Hir, words: Words) -> Hir {
    let all = |parts: &[Hir]| parts.iter().map(|part| within_lines(part, words)).collect();
    match hir.kind() {
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) if literal.0.contains(&b'\n') => Hir::fail(),
        HirKind::Literal(literal) => Hir::literal(literal.0.clone()),
        HirKind::Class(class) => Hir::class(without_line_end(class)),
        HirKind::Look(look) => place(*look, words),
        HirKind::Repetition(Repetition { min, max, greedy, sub }) => {
            let sub = Box::new(within_lines(sub, words));
            Hir::repetition(Repetition { min: *min, max: *max, greedy: *greedy, sub })
        }
        HirKind::Capture(capture) => within_lines(&capture.sub, words),
        HirKind::Concat(parts) => Hir::concat(all(parts)),
        HirKind::Alternation(parts) => Hir::alternation(all(parts)),
    }
}

fn without_line_end(class: &Class) -> Class {
    match class {
        Class::Unicode(class) => {
            let mut class = class.clone();
            class.difference(&ClassUnicode::new([ClassUnicodeRange::new('\n', '\n')]));
            Class::Unicode(class)
        }
        Class::Bytes(class) => {
            let mut class = class.clone();
            class.difference(&ClassBytes::new([ClassBytesRange::new(b'\n', b'\n')]));
            Class::Bytes(class)
        }
    }
}

fn place(look: Look, words: Words) -> Hir {
    match look {
        Look::Start => Hir::look(Look::StartLF),
        Look::End => Hir::look(Look::EndLF),
        _ if words == Words::Anywhere && LookSet::singleton(look).contains_word_unicode() => Hir::empty(),
        _ => Hir::look(look),
    }
}
