//! The hosted page of a form: works without a script, says beside each field what is wrong, keeps what was filled in.

use std::{collections::HashMap, sync::LazyLock};

use askama::Template;
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde_json::Value;
use shared::{
    App, Error, FieldError, Id, Result,
    capture::{self, Content, MARK, SUBMISSION_ID},
    http::{Path, status},
    integrations::{FieldKind, Form, FormField},
    settings,
};

use crate::submit::native_form;

const STYLE: &str = include_str!("../templates/style.css");
/// The style is known by its hash: no other one, and no script, is ever run on the page.
static STYLE_HASH: LazyLock<String> =
    LazyLock::new(|| STANDARD.encode(ring::digest::digest(&ring::digest::SHA256, STYLE.as_bytes())));
/// The most characters of what the address of the page says of the visit.
const MAX_TOLD: usize = 200;

/// The most inputs that a page carries on without showing them.
const MAX_CARRIED: usize = 200;

#[derive(Template)]
#[template(path = "form.html")]
struct FormPage {
    style: &'static str,
    company: Option<String>,
    title: String,
    intro: Option<String>,
    action: String,
    has_files: bool,
    inputs: Vec<Input>,
    hidden: Vec<(String, String)>,
    honeypot: Option<String>,
    /// What is wrong, with the input that it is about, if the page shows it.
    faults: Vec<(Option<String>, String)>,
}

#[derive(Template)]
#[template(path = "message.html")]
struct MessagePage {
    style: &'static str,
    title: String,
    text: String,
    is_error: bool,
}

/// An input of the page, as it is filled in.
struct Input {
    id: String,
    field: FormField,
    is_required: bool,
    value: String,
    fault: Option<String>,
}

impl Input {
    fn kind(&self) -> &'static str {
        match self.field.kind {
            FieldKind::Text => "text",
            FieldKind::Email => "email",
            FieldKind::Tel => "tel",
            FieldKind::Date => "date",
            FieldKind::Number => "number",
            FieldKind::File => "file",
            FieldKind::Textarea => "textarea",
            FieldKind::Select => "select",
            FieldKind::Checkbox => "checkbox",
        }
    }

    /// The ids of the texts that belong to it, for who cannot see them.
    fn described_by(&self) -> Option<String> {
        let ids = [self.field.help.is_some().then_some("help"), self.fault.is_some().then_some("fault")];
        let ids: Vec<String> = ids.into_iter().flatten().map(|what| format!("{}-{what}", self.id)).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

pub(crate) async fn show(
    State(app): State<App>,
    Path(form_id): Path<Id<Form>>,
    headers: HeaderMap,
    query: Result<Query<HashMap<String, String>>, QueryRejection>,
) -> Response {
    let shown = async {
        let form = native_form(&app, form_id).await?;
        // What an address says beside the form is never a reason not to show it.
        let told = told(&query.map(|Query(query)| query).unwrap_or_default(), &headers);
        page(&app, &form, &Content::default(), told, None).await
    };
    shown.await.unwrap_or_else(refusal)
}

pub(crate) async fn thanks(State(app): State<App>, Path(form_id): Path<Id<Form>>) -> Response {
    match native_form(&app, form_id).await {
        Ok(form) => {
            let text = form.input.thanks.clone();
            let text = text.unwrap_or_else(|| "We have got your message and will come back to you.".to_owned());
            let title = "Thank you".to_owned();
            html(StatusCode::OK, Some(&form), &MessagePage { style: STYLE, title, text, is_error: false })
        }
        Err(error) => refusal(error),
    }
}

/// The browser has sent, and goes where reloading sends nothing again.
pub(crate) fn sent(form: &Form) -> Response {
    let to = form.input.success().map_or_else(|| format!("/forms/{}/thanks", form.id), |(url, _)| url);
    match HeaderValue::from_str(&to) {
        Ok(to) => (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response(),
        Err(error) => Error::internal("sending a browser on", error).into_response(),
    }
}

/// The page once more, with what was filled in and what is wrong with it.
pub(crate) async fn again(app: &App, form: &Form, headers: &HeaderMap, body: Option<Bytes>, error: Error) -> Response {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let content = body.and_then(|bytes| Content::read(content_type, &bytes).ok());
    match content {
        Some(content) if status(&error).is_client_error() => {
            page(app, form, &content, Vec::new(), Some(&error)).await.unwrap_or_else(refusal)
        }
        Some(_) | None => refusal(error),
    }
}

/// A page that says what went wrong, where the form itself cannot be shown.
pub(crate) fn refusal(error: Error) -> Response {
    let status = status(&error);
    let text = match status {
        StatusCode::NOT_FOUND => "There is no form at this address, or it is closed.".to_owned(),
        _ => error.to_string(),
    };
    let title = if status.is_server_error() { "Please try again" } else { "This did not work" }.to_owned();
    if status.is_server_error() {
        tracing::error!(error.code = error.code(), "a page failed: {}", error.chain());
    }
    html(status, None, &MessagePage { style: STYLE, title, text, is_error: true })
}

async fn page(
    app: &App,
    form: &Form,
    content: &Content,
    mut hidden: Vec<(String, String)>,
    error: Option<&Error>,
) -> Result<Response> {
    let fields = form.input.page();
    let faults: &[FieldError] = if let Some(Error::Invalid { fields }) = error { fields } else { &[] };
    let value = |name: &str| content.fields.iter().find(|field| field.name == name).map(|field| written(&field.value));
    let inputs: Vec<Input> = fields
        .into_iter()
        .enumerate()
        .map(|(number, field)| Input {
            id: format!("field-{number}"),
            is_required: form.input.required.contains(&field.name),
            value: value(&field.name).unwrap_or_default(),
            fault: faults.iter().find(|fault| fault.field == field.name).map(|fault| fault.message.clone()),
            field,
        })
        .collect();
    let controls = [Some(MARK), Some(SUBMISSION_ID), form.input.honeypot.as_deref()];
    let is_shown = |name: &str| inputs.iter().any(|input| input.field.name == name);
    // Another page may have sent more than this one asks for: it is not lost with a fault.
    let more = content.fields.iter().filter(|field| !is_shown(&field.name) && !controls.contains(&Some(&field.name)));
    hidden.extend(more.take(MAX_CARRIED).map(|field| (field.name.clone(), written(&field.value))));
    // Nothing was kept of what is not right: the submission stays the same one. After any other refusal it is another.
    let same = value(SUBMISSION_ID).filter(|id| !id.is_empty() && matches!(error, Some(Error::Invalid { .. })));
    hidden.push((SUBMISSION_ID.to_owned(), same.unwrap_or_else(|| app.id::<Form>().to_string())));
    if form.input.min_fill_seconds.is_some() {
        let mark = match value(MARK) {
            Some(mark) => mark,
            None => capture::mark(app, form.id).await?,
        };
        hidden.push((MARK.to_owned(), mark));
    }
    let place = |fault: &FieldError| inputs.iter().find(|input| input.field.name == fault.field);
    let mut said: Vec<(Option<String>, String)> = faults
        .iter()
        .map(|fault| match place(fault) {
            Some(input) => (Some(input.id.clone()), format!("{}: {}", input.field.label, fault.message)),
            None => (None, format!("{}: {}", fault.field, fault.message)),
        })
        .collect();
    if let Some(error) = error.filter(|_| faults.is_empty()) {
        said.push((None, error.to_string()));
    }
    let page = FormPage {
        style: STYLE,
        company: company(app).await,
        title: form.input.title.clone().unwrap_or_else(|| form.input.name.clone()),
        intro: form.input.intro.clone(),
        action: format!("/forms/{}", form.id),
        has_files: inputs.iter().any(|input| input.field.kind == FieldKind::File),
        inputs,
        hidden,
        honeypot: form.input.honeypot.clone(),
        faults: said,
    };
    Ok(html(error.map_or(StatusCode::OK, status), Some(form), &page))
}

/// What the business calls itself, if it has said so. A page is shown without it rather than not at all.
async fn company(app: &App) -> Option<String> {
    app.settings.if_set(app, &settings::COMPANY_NAME).await.unwrap_or_else(|error| {
        tracing::warn!(error.code = error.code(), "a page goes without the company's name: {}", error.chain());
        None
    })
}

/// A value as an input shows it.
fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Array(values) => values.iter().map(written).collect::<Vec<_>>().join(", "),
        other @ (Value::Bool(_) | Value::Number(_) | Value::Object(_)) => other.to_string(),
    }
}

/// What the address of the page and the page before tell of the visit.
fn told(query: &HashMap<String, String>, headers: &HeaderMap) -> Vec<(String, String)> {
    let cut = |text: &str| text.chars().take(MAX_TOLD).collect::<String>();
    let known = query.iter().filter(|(name, _)| name.starts_with("utm_") || *name == "gclid");
    let mut told: Vec<(String, String)> = known.map(|(name, value)| (cut(name), cut(value))).take(10).collect();
    told.sort();
    let referrer = headers.get(header::REFERER).and_then(|value| value.to_str().ok());
    told.extend(referrer.map(|referrer| ("referrer".to_owned(), cut(referrer))));
    told
}

fn html(status: StatusCode, form: Option<&Form>, page: &impl Template) -> Response {
    let body = match page.render() {
        Ok(body) => body,
        Err(error) => return Error::internal("making a page", error).into_response(),
    };
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    if let Ok(policy) = HeaderValue::from_str(&policy(form)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The page loads nothing and runs nothing; it sends to us, and may be framed by the sites that the form names.
fn policy(form: Option<&Form>) -> String {
    let input = form.map(|form| &form.input);
    let frames = input.map(|input| input.allowed_origins.join(" ")).unwrap_or_default();
    // A browser holds where a form's answer sends it against the policy too.
    let success = input.and_then(|input| input.success()).map(|(_, origin)| origin).unwrap_or_default();
    format!(
        "default-src 'none'; style-src 'sha256-{}'; form-action 'self' {success}; frame-ancestors 'self' {frames}; \
         base-uri 'none'",
        *STYLE_HASH,
    )
}
