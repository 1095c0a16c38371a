//! Choosing a password by a one-time link: of an invitation, or because the old one is lost.

use askama::Template;
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use serde::Deserialize;
use shared::{
    App, Error, FieldError, Result,
    http::{Path, Peer, Posted, Sender as _, Visitor},
    identity::{self, Purpose},
};

use crate::page::{Frame, Input, html, refused, sentence};

#[derive(Template)]
#[template(path = "forgot.html")]
struct ForgotPage {
    frame: Frame,
    csrf: String,
    notice: Option<&'static str>,
    fault: Option<String>,
    inputs: [Input; 1],
}

/// What the address of the page says.
#[derive(Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    done: String,
}

pub(crate) async fn show_forgot(
    State(app): State<App>,
    visitor: Visitor,
    query: Result<Query<Asked>, QueryRejection>,
) -> Result<Response> {
    let is_sent = query.is_ok_and(|Query(asked)| asked.done == "sent");
    let notice =
        is_sent.then_some("If this address is known here, a link is on its way to it. It is good for an hour.");
    html(StatusCode::OK, &ForgotPage { notice, ..forgot_page(&app, &visitor).await? })
}

async fn forgot_page(app: &App, visitor: &Visitor) -> Result<ForgotPage> {
    let inputs = [Input::new("email", "Email", "email", "username")];
    Ok(ForgotPage { frame: Frame::bare(), csrf: visitor.token(app).await?, notice: None, fault: None, inputs })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Forgotten {
    email: String,
}

pub(crate) async fn forgot(
    State(app): State<App>,
    Peer(address): Peer,
    Posted { sender: visitor, form }: Posted<Visitor, Forgotten>,
) -> Result<Response> {
    match identity::forgot(&app, &form.email, address.as_deref()).await {
        Ok(()) => Ok(Redirect::to("/forgot?done=sent").into_response()),
        Err(error @ Error::TooMany { .. }) => {
            let page = ForgotPage { fault: Some(sentence(&error.to_string())), ..forgot_page(&app, &visitor).await? };
            refused(&error, &page)
        }
        Err(error) => Err(error),
    }
}

#[derive(Template)]
#[template(path = "password-link.html")]
struct LinkPage {
    frame: Frame,
    csrf: String,
    title: &'static str,
    action: String,
    email: String,
    notice: Option<&'static str>,
    fault: Option<String>,
    inputs: Vec<Input>,
}

pub(crate) async fn show_link(State(app): State<App>, visitor: Visitor, Path(token): Path<String>) -> Result<Response> {
    html(StatusCode::OK, &link_page(&app, &visitor, &token, &[]).await?)
}

async fn link_page(app: &App, visitor: &Visitor, token: &str, faults: &[FieldError]) -> Result<LinkPage> {
    let (user, purpose) = identity::link_of(app, token).await?;
    let name = Input { value: user.full_name.clone(), ..Input::new("full_name", "Your name", "text", "name") };
    let password = Input::new("new_password", "New password", "password", "new-password").judged(faults);
    let password = Input { help: "12 to 256 characters.", ..password };
    let (title, path, inputs) = match purpose {
        Purpose::Invitation => ("Welcome", "welcome", vec![name.judged(faults), password]),
        Purpose::Reset => ("A new password", "reset", vec![password]),
    };
    Ok(LinkPage {
        frame: Frame::bare(),
        csrf: visitor.token(app).await?,
        title,
        action: format!("/{path}/{token}"),
        email: user.email.clone(),
        notice: None,
        fault: None,
        inputs,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Chosen {
    new_password: String,
    #[serde(default)]
    full_name: Option<String>,
}

pub(crate) async fn use_link(
    State(app): State<App>,
    Peer(address): Peer,
    Path(token): Path<String>,
    Posted { sender: visitor, form: Chosen { new_password, full_name } }: Posted<Visitor, Chosen>,
) -> Result<Response> {
    match identity::redeem(&app, &token, new_password.into(), full_name, address.as_deref()).await {
        Ok(()) => Ok(Redirect::to("/login?done=password").into_response()),
        Err(Error::Invalid { fields }) => {
            html(StatusCode::UNPROCESSABLE_ENTITY, &link_page(&app, &visitor, &token, &fields).await?)
        }
        Err(error @ Error::TooMany { .. }) => {
            let page =
                LinkPage { fault: Some(sentence(&error.to_string())), ..link_page(&app, &visitor, &token, &[]).await? };
            refused(&error, &page)
        }
        Err(error) => Err(error),
    }
}
