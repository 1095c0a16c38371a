//! Sealing the hours, one after the other.

use jiff::SignedDuration;

use super::{
    ChainHead, Leaves, Seal,
    chain::leaf,
    hours::Hour,
    read::{fetch_all, of_hour},
};
use crate::{App, BusinessTime, Error, Result};

/// An hour is sealed so long after its end: no command takes longer from its Event's id to its commit, and the index has
/// shown what it will show.
const GRACE: SignedDuration = SignedDuration::from_mins(10);
/// The most hours that one call looks into.
const MAX_HOURS: usize = 24;

/// Why a seal is no Event.
const WHY: &str = "a seal is over events, and is none";

/// Begins the chain with the hour of now, unless it has begun.
///
/// # Errors
/// Those of the store.
pub async fn begin(app: &App) -> Result<()> {
    if app.store.glance::<ChainHead>(&()).await?.is_some() {
        return Ok(());
    }
    let head = ChainHead::beginning(Hour::of(earlier_clock(app)).begin());
    match app.store.tx().create(&head).commit_unannounced(WHY).await {
        Ok(()) | Err(Error::AlreadyExists { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Seals every hour whose time has come; answers how many seals were made.
///
/// # Errors
/// Those of the store; the next call goes on from the same place.
pub async fn seal_hours(app: &App) -> Result<usize> {
    // Most calls find nothing to do, and this costs the least. Who writes holds the version against it.
    let Some(mut head) = app.store.glance::<ChainHead>(&()).await? else {
        begin(app).await?;
        return Ok(0);
    };
    let until = Hour::of(earlier_clock(app).plus(-GRACE));
    let (mut next, mut sealed) = (head.value.clone(), 0);
    for _ in 0..MAX_HOURS {
        let hour = Hour::of(next.next);
        if hour >= until {
            break;
        }
        let leaves = leaves(app, hour).await?;
        next.next = hour.plus(1).begin();
        if leaves.is_empty() {
            continue;
        }
        let seal = Seal::over(hour.begin(), &leaves, next.chain);
        next.chain = seal.chain;
        let tx = app.store.tx().create(&seal).update(&head, &next);
        let tx = Leaves::of(hour.begin(), &leaves).iter().fold(tx, |tx, leaves| tx.create(leaves));
        if !is_first(tx.commit_unannounced(WHY).await)? {
            return Ok(sealed);
        }
        tracing::info!(audit.hour = seal.hour.hour(), audit.events = seal.events, audit.chain = %seal.chain, "sealed");
        sealed += 1;
        head = app.store.load::<ChainHead>(&()).await?;
    }
    if next != head.value {
        is_first(app.store.tx().update(&head, &next).commit_unannounced(WHY).await)?;
    }
    Ok(sealed)
}

/// Whether this sweep was the one that wrote. Where another one was faster, its seal stands.
fn is_first(written: Result<()>) -> Result<bool> {
    match written {
        Ok(()) => Ok(true),
        Err(Error::AlreadyExists { .. } | Error::Stale { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// What both clocks have passed. The business clock of the local runner can jump ahead and come back: an hour that it only
/// visited is not over, and a command that began before the jump is still under way.
fn earlier_clock(app: &App) -> BusinessTime {
    app.now().min(BusinessTime::from_millis(app.wall_now().millis()))
}

/// The hashes of the Events of an hour, in the order of their ids.
async fn leaves(app: &App, hour: Hour) -> Result<Vec<super::Hash>> {
    let rows = of_hour(app, hour).await?;
    let items = fetch_all(app, &rows).await?;
    if items.len() < rows.len() {
        // It stands in the index alone: the index will follow, or an operator must look.
        return Err(Error::unavailable("the database", "an event of the index is not there"));
    }
    items.iter().map(|(_, item)| leaf(item)).collect()
}
