//! The steps of a long command: a heading and a duration for each, and at the end everything that matters once more.
//! It knows nothing of what the steps do.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// What has been done so far.
#[derive(Default)]
pub struct Steps {
    /// Only steps whose names begin so are done; none given means all.
    only: Option<String>,
    done: Vec<Step>,
}

struct Step {
    name: &'static str,
    took: Duration,
    closing: Vec<String>,
    failed: bool,
}

impl Steps {
    /// Begins a list, of all steps or of those whose names begin with `only`.
    pub fn new(only: Option<String>) -> Self {
        Steps { only, done: Vec::new() }
    }

    /// Does one step. The closing lines of a test runner that it calls go to the argument of `work`.
    pub fn step(&mut self, name: &'static str, work: impl FnOnce(&mut Vec<String>) -> Result<()>) -> Result<()> {
        if self.only.as_ref().is_some_and(|only| !name.starts_with(only.as_str())) {
            return Ok(());
        }
        println!("\n== {name}");
        let (began, mut closing) = (Instant::now(), Vec::new());
        let outcome = work(&mut closing);
        let step = Step { name, took: began.elapsed(), closing, failed: outcome.is_err() };
        println!("== {}", step.line());
        self.done.push(step);
        outcome.with_context(|| format!("step `{name}` failed"))
    }

    /// Prints each step with its duration, then the closing lines of all test runners.
    pub fn close(&self) {
        println!("\n== summary");
        for step in &self.done {
            println!("   {}", step.line());
        }
        for step in self.done.iter().filter(|step| !step.closing.is_empty()) {
            println!("== closing lines of {}", step.name);
            for line in &step.closing {
                println!("   {line}");
            }
        }
    }

    /// Returns how many steps were done.
    pub fn count(&self) -> usize {
        self.done.len()
    }
}

impl Step {
    fn line(&self) -> String {
        let outcome = if self.failed { "FAILED" } else { "ok" };
        format!("{:<28} {outcome:<6} {:>7.1} s", self.name, self.took.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_is_named_in_the_error_and_kept_for_the_summary() {
        let mut steps = Steps::default();
        let outcome = steps.step("clippy", |_| anyhow::bail!("it found something"));
        assert_eq!(format!("{:#}", outcome.unwrap_err()), "step `clippy` failed: it found something");
        assert!(steps.done[0].line().contains("FAILED"));
    }

    #[test]
    fn only_the_steps_asked_for_are_done() {
        let mut steps = Steps::new(Some("ui".to_owned()));
        steps.step("ui check", |_| Ok(())).unwrap();
        steps.step("gui", |_| anyhow::bail!("must not run")).unwrap();
        assert_eq!(steps.count(), 1);
    }
}
