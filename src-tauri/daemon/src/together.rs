//! Doing several things at the same time. It decides nothing.

use tokio::task::JoinSet;

/// Does all of it at the same time; the outcomes come in the order of what was to be done.
pub async fn together<F>(all: impl IntoIterator<Item = F>) -> Vec<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let mut doing = JoinSet::new();
    for (at, one) in all.into_iter().enumerate() {
        doing.spawn(async move { (at, one.await) });
    }
    let mut done = doing.join_all().await;
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, outcome)| outcome).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn outcomes_come_in_order_whoever_is_done_first() {
        let slowly = |number: u64| async move {
            tokio::time::sleep(Duration::from_secs(10 - number)).await;
            number
        };
        assert_eq!(together((0..10).map(slowly)).await, (0..10).collect::<Vec<_>>());
    }
}
