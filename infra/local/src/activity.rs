//! Whether anything is going on: what `/_local/idle` waits for.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use shared::App;
use tokio::time::{Instant, sleep};

use crate::queues;

/// Counts work, and the looks of the stream's pollers that found none.
#[derive(Debug, Default)]
pub struct Activity {
    work: AtomicU64,
    looks: Vec<AtomicU64>,
}

impl Activity {
    /// For so many pollers of the stream.
    pub fn new(pollers: usize) -> Self {
        Self { work: AtomicU64::new(0), looks: (0..pollers).map(|_| AtomicU64::new(0)).collect() }
    }

    /// Something was worked on.
    pub fn worked(&self) {
        self.work.fetch_add(1, Ordering::SeqCst);
    }

    /// This poller has looked, and found nothing new.
    pub fn found_nothing(&self, poller: usize) {
        if let Some(looks) = self.looks.get(poller) {
            looks.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn looks(&self) -> Vec<u64> {
        self.looks.iter().map(|looks| looks.load(Ordering::SeqCst)).collect()
    }

    /// Waits until every poller has looked twice in vain since now, the queues are empty, and nothing was worked on
    /// meanwhile. Answers false when that does not happen within `patience`.
    pub async fn settle(&self, patience: Duration, app: &App) -> bool {
        let end = Instant::now() + patience;
        while Instant::now() < end {
            let (work, looks) = (self.work.load(Ordering::SeqCst), self.looks());
            while Instant::now() < end && !self.looks().iter().zip(&looks).all(|(now, then)| *now >= then + 2) {
                sleep(Duration::from_millis(5)).await;
            }
            if queues::are_empty(app).await && queues::are_empty(app).await && self.work.load(Ordering::SeqCst) == work
            {
                return true;
            }
            sleep(Duration::from_millis(20)).await;
        }
        false
    }
}
