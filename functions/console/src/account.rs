//! Who is signed in, where, and with which password.

use askama::Template;
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use serde::Deserialize;
use shared::{
    App, Error, FieldError, Id, Result,
    http::{Path, Posted, SignedIn},
    identity::{self, Session},
    store::Saved,
};

use crate::{
    device,
    page::{Frame, Input, html, refused, sentence},
    sign_in::Nothing,
};

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    frame: Frame,
    csrf: String,
    email: String,
    notice: Option<&'static str>,
    fault: Option<String>,
    inputs: [Input; 2],
    sessions: Vec<Row>,
}

/// A session, as the page shows it.
struct Row {
    id: Id<Session>,
    device: String,
    address: Option<String>,
    ends: String,
    ends_at: String,
    is_current: bool,
}

impl Row {
    fn of(session: &Saved<Session>, current: Id<Session>) -> Self {
        Self {
            id: session.id,
            device: device::named(session.user_agent.as_deref().unwrap_or_default()),
            address: session.address.clone(),
            ends: session.expires_at.timestamp().strftime("%-d %B %Y, %H:%M UTC").to_string(),
            ends_at: session.expires_at.to_string(),
            is_current: session.id == current,
        }
    }
}

/// There is one page so far.
pub(crate) async fn home() -> Redirect {
    Redirect::to("/account")
}

/// What the address of the page says.
#[derive(Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    done: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    signed_in: SignedIn,
    query: Result<Query<Asked>, QueryRejection>,
) -> Result<Response> {
    // What an address says beside the page is never a reason not to show it.
    let asked = query.map(|Query(asked)| asked).unwrap_or_default();
    let notice = match asked.done.as_str() {
        "password" => Some("Your password is changed. Every other session has ended."),
        "session" => Some("The session has ended."),
        _ => None,
    };
    html(StatusCode::OK, &AccountPage { notice, ..page(&app, &signed_in, &[]).await? })
}

async fn page(app: &App, signed_in: &SignedIn, faults: &[FieldError]) -> Result<AccountPage> {
    let caller = &signed_in.caller;
    let sessions = identity::sessions(app, caller).await?;
    let frame = Frame::of(app, signed_in).await?;
    let current = Input::new("current_password", "Current password", "password", "current-password");
    let new = Input::new("new_password", "New password", "password", "new-password");
    Ok(AccountPage {
        csrf: frame.user.as_ref().map(|user| user.csrf.clone()).unwrap_or_default(),
        frame,
        email: caller.user.email.clone(),
        notice: None,
        fault: None,
        inputs: [current.judged(faults), Input { help: "12 to 256 characters.", ..new.judged(faults) }],
        sessions: sessions.iter().map(|session| Row::of(session, signed_in.session)).collect(),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordChange {
    current_password: String,
    new_password: String,
}

pub(crate) async fn change_password(
    State(app): State<App>,
    Posted { sender, form }: Posted<SignedIn, PasswordChange>,
) -> Result<Response> {
    let PasswordChange { current_password, new_password } = form;
    match identity::change_password(&app, &sender.caller, current_password.into(), new_password.into()).await {
        Ok(()) => Ok(Redirect::to("/account?done=password").into_response()),
        Err(error @ (Error::Invalid { .. } | Error::TooMany { .. })) => refuse(&app, &sender, &error).await,
        Err(error) => Err(error),
    }
}

/// The page again, with what is wrong.
async fn refuse(app: &App, signed_in: &SignedIn, error: &Error) -> Result<Response> {
    let faults: &[FieldError] = if let Error::Invalid { fields } = error { fields } else { &[] };
    let mut page = page(app, signed_in, faults).await?;
    page.fault = faults.is_empty().then(|| sentence(&error.to_string()));
    refused(error, &page)
}

pub(crate) async fn end_session(
    State(app): State<App>,
    Path(id): Path<Id<Session>>,
    Posted { sender, form: Nothing {} }: Posted<SignedIn, Nothing>,
) -> Result<Redirect> {
    identity::end_session(&app, &sender.caller, id).await?;
    Ok(Redirect::to("/account?done=session"))
}
