//! Who guesses passwords is slowed down; who is guessed at is not shut out.
//!
//! Three limits a minute, counted in the table under keyed hashes: of a network address, of an address at one account, and of
//! all addresses at one account. The last one could be used up by an attacker for the victim: it does not hold for a
//! network address from which the user has signed in lately. All three count for accounts that do not exist as well.

use super::{Session, User, devices};
use crate::{App, Error, Id, Result, rate};

/// Sign-ins of a network address.
const BY_ADDRESS: u32 = 60;
/// Sign-ins of a network address at one account.
const AT_ACCOUNT: u32 = 10;
/// Sign-ins at one account, from wherever.
const OF_ACCOUNT: u32 = 30;

/// Admits an attempt at the account `email`, which is `user`'s if it exists, from the network address `from`.
///
/// # Errors
/// `TooMany`, with the rest of the minute; those of the store.
pub(super) async fn admit(app: &App, email: &str, user: Option<Id<User>>, from: Option<&str>) -> Result<()> {
    let from = from.unwrap_or("unknown");
    rate::admit(app, "login from", from, BY_ADDRESS).await?;
    rate::admit(app, "login at", &format!("{from} {email}"), AT_ACCOUNT).await?;
    match rate::admit(app, "login of", email, OF_ACCOUNT).await {
        Err(Error::TooMany { seconds }) => {
            // Who does not exist is asked for alike, so that the clock does not tell.
            let user = user.unwrap_or_else(|| Id::derived(&["nobody"]));
            let is_theirs = |session: &Session| session.address.as_deref() == Some(from);
            let known = devices::recent(app, user).await?.iter().any(|session| is_theirs(session));
            if known { Ok(()) } else { Err(Error::TooMany { seconds }) }
        }
        other => other,
    }
}

/// Lost passwords of a network address. An account has no such limit: whoever used it up would keep its owner from a link.
const FORGOTTEN: u32 = 5;
/// Tries of a network address to use a link.
const LINKS: u32 = 30;

/// Admits somebody who lost a password.
///
/// # Errors
/// `TooMany`, with the rest of the minute; those of the store.
pub(super) async fn admit_forgotten(app: &App, from: Option<&str>) -> Result<()> {
    rate::admit(app, "forgot from", from.unwrap_or("unknown"), FORGOTTEN).await
}

/// Admits somebody who shows the token of a link.
///
/// # Errors
/// `TooMany`, with the rest of the minute; those of the store.
pub(super) async fn admit_link(app: &App, from: Option<&str>) -> Result<()> {
    rate::admit(app, "link from", from.unwrap_or("unknown"), LINKS).await
}
