//! Reads text that the screen wrote with colours and links back into its parts. It knows what the screen writes, and no
//! more: a sequence that it does not know is left out. Pure.

/// One part of coloured text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// Characters to show.
    Text(&'a str),
    /// Parameters of SGR, which begin anew with a 0.
    Style(&'a str),
    /// The target of a link; empty where it ends.
    Link(&'a str),
}

/// The parts, in order.
pub fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            if rest.is_empty() {
                return None;
            }
            let (token, after) = next(rest);
            rest = after;
            if token.is_some() {
                return token;
            }
        }
    })
}

fn next(text: &str) -> (Option<Token<'_>>, &str) {
    let Some(sequence) = text.strip_prefix('\u{1b}') else {
        let (plain, rest) = text.split_at(text.find('\u{1b}').unwrap_or(text.len()));
        return (Some(Token::Text(plain)), rest);
    };
    if let Some(control) = sequence.strip_prefix('[') {
        let Some(end) = control.find(|c: char| ('@'..='~').contains(&c)) else { return (None, "") };
        let style = (control.as_bytes()[end] == b'm').then(|| Token::Style(&control[..end]));
        return (style, &control[end + 1..]);
    }
    if let Some(string) = sequence.strip_prefix(']') {
        let Some((string, rest)) = string.split_once("\u{1b}\\") else { return (None, "") };
        let link = string.strip_prefix("8;").and_then(|link| link.split_once(';'));
        return (link.map(|(_, target)| Token::Link(target)), rest);
    }
    (None, sequence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_styles_and_links_are_told_apart() {
        use Token::{Link, Style, Text};
        for (text, expected) in [
            ("a\nb", &[Text("a\nb")][..]),
            ("\u{1b}[0;1;38;5;9mx\u{1b}[0m", &[Style("0;1;38;5;9"), Text("x"), Style("0")]),
            (
                "\u{1b}]8;id=1;http://a.example/?b;c\u{1b}\\x\u{1b}]8;;\u{1b}\\",
                &[Link("http://a.example/?b;c"), Text("x"), Link("")],
            ),
            ("a\u{1b}[2Kb\u{1b}]0;t\u{1b}\\c", &[Text("a"), Text("b"), Text("c")]),
            ("a\u{1b}[3", &[Text("a")]),
            ("\u{1b}", &[]),
        ] {
            assert_eq!(tokens(text).collect::<Vec<_>>(), expected, "{text:?}");
        }
    }
}
