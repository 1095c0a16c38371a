//! Whether the table, the queues and the evidence store answer.

use crate::{
    App, Error, Result,
    queue::{self, Queue},
    store::CursorKey,
};

/// Asks each of them something cheap.
///
/// # Errors
/// `Unavailable`, naming the first that does not answer.
pub async fn check(app: &App) -> Result<()> {
    let queues = async {
        for queue in Queue::ALL {
            let request = app.sqs.get_queue_attributes().queue_url(queue::url(app, *queue)?);
            request.send().await.map_err(|e| Error::unavailable("the queue", e))?;
        }
        Ok(())
    };
    let evidence = async {
        let request = app.s3.head_bucket().bucket(&app.config.bucket).send().await;
        request.map(drop).map_err(|e| Error::unavailable("the evidence store", e))
    };
    let table = async { app.store.get::<CursorKey>(&()).await.map(drop) };
    tokio::try_join!(table, queues, evidence).map(drop)
}
