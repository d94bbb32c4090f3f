//! What follows from what the agent shows its terminal, and from what a person types. Pure. Hooks know better; the terminal
//! corrects them only where one was lost:
//!
//! | known | the terminal says that it works | that it is idle |
//! |---|---|---|
//! | nothing, or from the terminal, or guessed from what was typed | taken | taken |
//! | by hook: works | says nothing new | taken: the hook that said so was lost |
//! | by hook: idle | the hook knows better | says nothing new |
//! | waits for leave or an answer | never taken | never taken |
//! | anything, [`ON_ITS_WAY`] after a hook | not taken | not taken |
//!
//! It says that it works by progress (OSC 9;4) or a title that begins to spin; that it is idle by a notification (OSC 9, 99,
//! 777), by progress that is taken away, or a title that spins no more. The bell says nothing: it rings for leave as well.

use protocol::agent::{Activity, Source};
use protocol::text::one_line;
use screen::{Effect, Progress};

use super::known::Known;

/// A hook takes a moment to get here, in milliseconds, and at most the two seconds that it gives itself: what the terminal
/// shows meanwhile is no news.
const ON_ITS_WAY: u64 = 3000;

/// What is known after what the program told its terminal; `None`: nothing follows. It never guesses that leave is wanted.
pub fn terminal(known: &Known, effect: &Effect, now: u64) -> Option<Known> {
    let mut next = known.clone();
    if let Effect::Title(title) = effect {
        next.spins = title.as_deref().is_some_and(begins_with_spinner);
    }
    if let Some((activity, why)) = says(known, effect, next.spins).filter(|(says, _)| is_taken(known, *says, now)) {
        next.becomes(activity, now, Source::Terminal, why.to_owned());
        if let Effect::Notification { title, body } = effect {
            let text = one_line(&[title.as_deref().unwrap_or_default(), body].join(" "));
            next.word.message = Some(text).filter(|text| !text.is_empty());
        }
    }
    (next != *known).then_some(next)
}

fn says(known: &Known, effect: &Effect, spins: bool) -> Option<(Activity, &'static str)> {
    let was_working = known.word.activity == Some(Activity::Working);
    match effect {
        Effect::Progress(Progress::Percent(_) | Progress::Unknown) => Some((Activity::Working, "it shows progress")),
        Effect::Progress(Progress::None) if was_working => Some((Activity::Idle, "it shows no progress any more")),
        Effect::Notification { .. } => Some((Activity::Idle, "it notified its terminal")),
        Effect::Title(_) if spins && !known.spins => Some((Activity::Working, "its title spins")),
        Effect::Title(_) if !spins && known.spins && was_working => Some((Activity::Idle, "its title spins no more")),
        _ => None,
    }
}

fn is_taken(known: &Known, says: Activity, now: u64) -> bool {
    let is_settled = known.heard_at.is_none_or(|heard| now.saturating_sub(heard) > ON_ITS_WAY);
    is_settled
        && match (known.word.activity, known.word.source) {
            (Some(activity), _) if activity.needs_person() => false,
            (activity, Source::Hook) => activity == Some(Activity::Working) && says == Activity::Idle,
            _ => true,
        }
}

/// Agents draw a spinner with Braille patterns.
fn begins_with_spinner(title: &str) -> bool {
    title.trim_start().starts_with(|first| ('\u{2801}'..='\u{28ff}').contains(&first))
}

/// What is known after something was typed that may be an answer; `None`: nothing was asked.
pub fn answered(known: &Known, now: u64) -> Option<Known> {
    known.word.activity.filter(|activity| activity.needs_person())?;
    let mut next = known.clone();
    next.becomes(Activity::Working, now, Source::Input, "it was answered".to_owned());
    next.word.message = None;
    Some(next)
}

#[cfg(test)]
mod tests {
    use protocol::agent::Watched;

    use super::*;

    /// What is known where this was said so, and a hook came at 0 if one ever did.
    fn known(activity: Option<Activity>, source: Source) -> Known {
        let mut known = Known::first(&Watched::default(), 0);
        (known.word.activity, known.word.source) = (activity, source);
        known.heard_at = (source == Source::Hook).then_some(0);
        known
    }

    fn note() -> Effect {
        Effect::Notification { title: Some("done".into()), body: "all\x1b green".into() }
    }

    fn title(text: &str) -> Effect {
        Effect::Title(Some(text.to_owned()))
    }

    const LATER: u64 = ON_ITS_WAY + 1;

    #[test]
    fn the_terminal_corrects_a_lost_hook_and_never_takes_back_what_is_asked() {
        use Activity::{Idle, Permission, Question, Working};
        use Source::{Hook, Input, Terminal};
        let progress = Effect::Progress(Progress::Unknown);
        let none = Effect::Progress(Progress::None);
        let table = [
            (None, Input, &progress, LATER, Some(Working)),
            (None, Input, &note(), LATER, Some(Idle)),
            (None, Input, &none, LATER, None),
            (Some(Working), Input, &none, LATER, Some(Idle)),
            (Some(Idle), Terminal, &progress, LATER, Some(Working)),
            (Some(Working), Hook, &note(), LATER, Some(Idle)),
            (Some(Working), Hook, &none, LATER, Some(Idle)),
            (Some(Working), Hook, &note(), ON_ITS_WAY, Some(Working)),
            (Some(Working), Hook, &Effect::Bell, LATER, Some(Working)),
            (Some(Idle), Hook, &progress, LATER, Some(Idle)),
            (Some(Permission), Hook, &note(), LATER, Some(Permission)),
            (Some(Permission), Hook, &none, LATER, Some(Permission)),
            (Some(Permission), Hook, &progress, LATER, Some(Permission)),
            (Some(Question), Hook, &note(), LATER, Some(Question)),
        ];
        for (before, source, effect, now, expected) in table {
            let known = known(before, source);
            let after = terminal(&known, effect, now).unwrap_or(known);
            assert_eq!(after.word.activity, expected, "{before:?} {source:?} {effect:?} at {now}");
        }
    }

    #[test]
    fn what_the_terminal_corrected_it_corrects_again_and_a_notification_is_cleaned() {
        let idle = terminal(&known(Some(Activity::Working), Source::Hook), &note(), LATER).unwrap();
        assert_eq!(idle.word.message.as_deref(), Some("done all green"));
        let busy = terminal(&idle, &Effect::Progress(Progress::Percent(4)), LATER).unwrap();
        assert_eq!((busy.word.activity, busy.word.source), (Some(Activity::Working), Source::Terminal));
    }

    #[test]
    fn a_title_says_something_when_it_begins_to_spin_or_ends() {
        let mut known = known(None, Source::Input);
        for (text, expected) in [
            ("claude", None),
            ("\u{2802} build it", Some(Activity::Working)),
            ("\u{2810} build it", Some(Activity::Working)),
            ("\u{2733} build it", Some(Activity::Idle)),
            ("other", Some(Activity::Idle)),
        ] {
            known = terminal(&known, &title(text), LATER).unwrap_or(known);
            assert_eq!(known.word.activity, expected, "{text}");
        }
        assert_eq!(known.word.turn, 2);
    }

    #[test]
    fn a_typed_answer_counts_only_where_something_was_asked() {
        let asked = known(Some(Activity::Permission), Source::Hook);
        let answered = super::answered(&asked, 9).unwrap();
        assert_eq!((answered.word.activity, answered.word.source), (Some(Activity::Working), Source::Input));
        assert!(super::answered(&answered, 10).is_none());
    }
}
