//! `holdfast show --environment`: what a session's program has in its environment that the login shell has not, and the other
//! way round. Names only.

use protocol::requests::{Environment, EnvironmentDifference};

use crate::context::{ANSWER_LIMIT, Context};
use crate::failure::Failure;
use crate::output;
use crate::output::clean;

/// Runs it.
///
/// # Errors
/// What the daemon answers.
pub fn run(id: &str, context: &Context) -> Result<(), Failure> {
    let difference = context.daemon()?.call_within(&Environment { id: id.to_owned() }, ANSWER_LIMIT)?;
    if context.json {
        return output::json(&difference);
    }
    output::text(&describe(&difference))
}

fn describe(difference: &EnvironmentDifference) -> String {
    let parts = [
        ("+", &difference.added, "only the program has it"),
        ("-", &difference.missing, "only your login shell has it"),
        ("~", &difference.changed, "differs"),
        ("+", &difference.path_added, "in the program's PATH only"),
        ("-", &difference.path_missing, "in your login shell's PATH only"),
    ];
    let lines = parts.into_iter().flat_map(|(mark, names, what)| {
        names.iter().map(move |name| format!("{mark} {}  {what}\n", clean::line(name)))
    });
    let text: String = lines.collect();
    if text.is_empty() { "as your login shell's".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_told_line_by_line_and_none_is_said() {
        assert_eq!(describe(&EnvironmentDifference::default()), "as your login shell's");
        let one = EnvironmentDifference { added: vec!["A\x1b[m".to_owned()], ..EnvironmentDifference::default() };
        assert_eq!(describe(&one), "+ A  only the program has it\n");
    }
}
