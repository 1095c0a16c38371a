//! Signing in and out.

use askama::Template;
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
};
use serde::Deserialize;
use shared::{
    App, Error, Result,
    http::{Cookies, Peer, Posted, Sender as _, SignedIn, Visitor, local_path},
    identity::{self, Device},
};

use crate::page::{Frame, Input, html, refused};

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    frame: Frame,
    csrf: String,
    next: String,
    notice: Option<&'static str>,
    fault: Option<String>,
    inputs: [Input; 2],
}

/// What the address of the page says.
#[derive(Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    next: String,
    #[serde(default)]
    done: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    query: Result<Query<Asked>, QueryRejection>,
) -> Result<Response> {
    // What an address says beside the page is never a reason not to show it.
    let asked = query.map(|Query(asked)| asked).unwrap_or_default();
    let notice = match asked.done.as_str() {
        "signed-out" => Some("You are signed out."),
        "password" => Some("Your password is set. Sign in with it."),
        _ => None,
    };
    html(StatusCode::OK, &page(&app, &visitor, &asked.next, "", notice).await?)
}

async fn page(
    app: &App,
    visitor: &Visitor,
    next: &str,
    email: &str,
    notice: Option<&'static str>,
) -> Result<LoginPage> {
    Ok(LoginPage {
        frame: Frame::bare(),
        csrf: visitor.token(app).await?,
        next: local_path(next).unwrap_or_default().to_owned(),
        notice,
        fault: None,
        inputs: [
            Input { value: email.to_owned(), ..Input::new("email", "Email", "email", "username") },
            Input::new("password", "Password", "password", "current-password"),
        ],
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Login {
    email: String,
    password: String,
    #[serde(default)]
    next: String,
}

pub(crate) async fn sign_in(
    State(app): State<App>,
    cookies: Cookies,
    Peer(address): Peer,
    headers: HeaderMap,
    Posted { sender: visitor, form: login }: Posted<Visitor, Login>,
) -> Result<Response> {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let device = Device { user_agent: agent, address };
    match identity::login(&app, &login.email, login.password.into(), device).await {
        Ok(granted) => {
            // Whoever began the session that this browser had: it does not become that of who signs in now.
            if let Some(before) = cookies.resume(&app).await? {
                identity::logout(&app, &before).await?;
            }
            cookies.keep(&granted);
            Ok(Redirect::to(local_path(&login.next).unwrap_or("/")).into_response())
        }
        Err(error @ (Error::Unauthenticated | Error::TooMany { .. })) => {
            let page = page(&app, &visitor, &login.next, &login.email, None).await?;
            refuse(page, &error)
        }
        Err(error) => Err(error),
    }
}

/// The page again, with what is wrong. It keeps the address, and never the password.
fn refuse(page: LoginPage, error: &Error) -> Result<Response> {
    let wait = if let Error::TooMany { seconds } = error { Some(*seconds) } else { None };
    let fault = wait.map_or_else(
        || "The email or the password is not right.".to_owned(),
        |seconds| format!("Too many attempts. Try again in {seconds} seconds."),
    );
    refused(error, &LoginPage { fault: Some(fault), ..page })
}

/// A form that only does something.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

pub(crate) async fn sign_out(
    State(app): State<App>,
    cookies: Cookies,
    Posted { sender, form: Nothing {} }: Posted<SignedIn, Nothing>,
) -> Result<Redirect> {
    identity::logout(&app, &sender.caller).await?;
    cookies.forget();
    Ok(Redirect::to("/login?done=signed-out"))
}
