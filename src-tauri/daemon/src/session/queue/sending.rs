//! Giving an agent what waits for it: one prompt at a time, marked on disk as being sent before the host is asked.

use std::time::Duration;

use protocol::envelope::Response;
use protocol::host::Deliver;
use protocol::session::Status;
use protocol::timeline::What;
use tokio::time::Instant;

use super::super::line::Line;
use super::super::run::Run;
use super::super::task::Task;
use super::Sending;
use super::rules::{self, Fate};

/// How long the host may take to deliver a prompt.
const LIMIT: Duration = Duration::from_secs(15);
/// How long after a try that came to nothing the next one is, growing from the first to the last.
const AGAIN: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(10));

impl Task {
    /// Gives the agent what comes next, if it may take it now; and finds out when nobody answers.
    pub(in crate::session) async fn serve_queue(&mut self) {
        if let Some(word) = self.agent.as_ref().and_then(|word| word.picked_up_at) {
            self.note_picked_up(word).await;
        }
        let now = Instant::now();
        if let Some(sending) = &self.waiting.sending {
            let is_asked = matches!(&self.line, Line::Up(link) if link.has_asked(sending.request));
            let why = match (is_asked, now >= sending.deadline) {
                (true, false) => return,
                (true, true) => "its host did not answer in time",
                (false, _) => "the connection to its host ended while it was being sent",
            };
            return self.finish_sending(&Fate::Uncertain(why.to_owned())).await;
        }
        let is_time = self.waiting.again.is_none_or(|(at, _)| now >= at);
        let is_ready =
            matches!(self.run, Run::Live { .. }) && matches!(self.row().status, Status::Idle | Status::Running);
        let next = rules::next(&self.waiting.record).map(|prompt| (prompt.number, prompt.text.clone()));
        if let Some((number, text)) = next.filter(|_| is_time && is_ready && !self.daemon.is_stopping()) {
            self.send_prompt(number, text).await;
        }
    }

    async fn send_prompt(&mut self, number: u64, text: String) {
        if !matches!(self.line, Line::Up(_)) {
            return;
        }
        let mut record = self.waiting.record.clone();
        rules::begin(&mut record, number);
        if let Err(error) = self.keep(record).await {
            tracing::warn!("{}: {}", self.id, error.message);
            return self.try_again_later();
        }
        let Line::Up(link) = &mut self.line else { return };
        match link.ask(&Deliver { text }).await {
            Ok(request) => self.waiting.sending = Some(Sending { number, request, deadline: Instant::now() + LIMIT }),
            // Some of it may have been written.
            Err(error) => {
                let deadline = Instant::now();
                self.waiting.sending = Some(Sending { number, request: 0, deadline });
                self.finish_sending(&Fate::Uncertain(error.message)).await;
            }
        }
    }

    /// Takes in an answer of the host's if it is about a prompt. Otherwise it is given back.
    pub(in crate::session) async fn take_delivered(&mut self, response: Response) -> Option<Response> {
        if self.waiting.sending.as_ref().is_none_or(|sending| sending.request != response.id) {
            return Some(response);
        }
        let fate = match response.read::<Deliver>() {
            Ok(delivered) => match delivered.submitted_at {
                Some(at) => Fate::Submitted(at),
                None => Fate::Uncertain(delivered.why.unwrap_or_default()),
            },
            // The host says so only where nothing was written.
            Err(error) => Fate::Untouched(error.message),
        };
        self.finish_sending(&fate).await;
        None
    }

    async fn finish_sending(&mut self, fate: &Fate) {
        let Some(sending) = self.waiting.sending.take() else { return };
        let mut record = self.waiting.record.clone();
        let prompt = record.queue.prompts.iter().find(|prompt| prompt.number == sending.number).cloned();
        rules::finish(&mut record, sending.number, fate);
        match fate {
            Fate::Submitted(_) => {
                self.waiting.again = None;
                self.tell_prompt(What::PromptDelivered, "a prompt was given to its agent", prompt.as_ref());
            }
            Fate::Uncertain(why) => {
                let text = format!("nobody can tell whether its agent has a prompt: {why}");
                self.tell_prompt(What::PromptUncertain, &text, prompt.as_ref());
            }
            Fate::Untouched(_) => self.try_again_later(),
        }
        if let Err(error) = self.keep(record.clone()).await {
            // On disk it is still being sent, which the next daemon takes for uncertain: it is not sent twice.
            tracing::warn!("{}: {}", self.id, error.message);
            self.waiting.record = record;
            self.publish();
        }
    }

    fn try_again_later(&mut self) {
        let wait = self.waiting.again.map_or(AGAIN.0, |(_, wait)| (wait * 2).min(AGAIN.1));
        self.waiting.again = Some((Instant::now() + wait, wait));
    }

    async fn note_picked_up(&mut self, at: u64) {
        let mut record = self.waiting.record.clone();
        if rules::picked_up(&mut record, at)
            && let Err(error) = self.keep(record).await
        {
            tracing::warn!("{}: {}", self.id, error.message);
        }
    }
}
