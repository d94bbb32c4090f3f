//! How much output may be on its way to the window at once. A window that does not keep up makes the attachment wait,
//! the host then skips ahead and sends a snapshot; nothing piles up in the app.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Bytes sent and not yet taken by the window's terminal.
const MOST: u64 = 128 * 1024;

/// The account of one attachment.
#[derive(Debug, Default)]
pub struct Credit {
    account: Mutex<Account>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Account {
    owed: u64,
    /// Whether the window keeps account at all; until it says so it is not made to wait.
    repays: bool,
    closed: bool,
}

impl Credit {
    /// Notes that `bytes` are sent, then waits until the window owes less than it may. Returns at once when closed.
    pub fn spend(&self, bytes: usize) {
        let mut account = self.lock();
        if account.repays {
            account.owed += bytes as u64;
        }
        while account.owed > MOST && !account.closed {
            account = self.changed.wait(account).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The window's terminal has taken `bytes`. The first call, which may be about none, opens the account.
    pub fn repay(&self, bytes: u64) {
        let mut account = self.lock();
        account.repays = true;
        account.owed = account.owed.saturating_sub(bytes);
        self.changed.notify_all();
    }

    /// Nobody takes anything any more: whoever waits is let go.
    pub fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Account> {
        // A number and a flag are whole at any time.
        self.account.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, mpsc};
    use std::thread;
    use std::time::Duration;

    use super::*;

    fn spend_more_than_allowed(credit: &Arc<Credit>) -> mpsc::Receiver<()> {
        let (done, waits) = mpsc::channel();
        let credit = credit.clone();
        thread::spawn(move || {
            credit.spend(MOST as usize + 1);
            done.send(()).unwrap();
        });
        waits
    }

    #[test]
    fn a_window_that_owes_too_much_makes_the_sender_wait_until_it_repays() {
        let credit = Arc::new(Credit::default());
        credit.spend(usize::MAX);
        credit.repay(0);
        credit.spend(10);
        let waits = spend_more_than_allowed(&credit);
        while credit.lock().owed < MOST {
            thread::yield_now();
        }
        assert!(waits.try_recv().is_err());
        credit.repay(11);
        waits.recv_timeout(Duration::from_secs(5)).unwrap();
    }

    #[test]
    fn a_closed_account_lets_the_sender_go() {
        let credit = Arc::new(Credit::default());
        credit.repay(0);
        let waits = spend_more_than_allowed(&credit);
        credit.close();
        waits.recv_timeout(Duration::from_secs(5)).unwrap();
    }
}
