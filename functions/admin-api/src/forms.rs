//! Forms: their secrets, a trial without a trace, and the code that puts them on a site.

use axum::{Json, http::StatusCode, response::Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use shared::{
    App, Error, Id, Result,
    capture::{self, Content, Preview},
    event::Announcement,
    http::{Allowed, Body, IfMatch, NoBody, Path, Resource as _, Shown, State},
    identity::{
        Caller,
        permissions::{FormsRead, FormsWrite},
    },
    integrations::{Form, Provider},
    store::Saved,
};

/// The most bytes of a secret's request.
const SMALL: usize = 16 * 1024;

/// Which secret.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rotation {
    /// The one that the provider gave, of 16 to 256 bytes. Null: one is made, and shown once.
    #[serde(default)]
    secret: Option<String>,
}

/// A new secret becomes the first; the one before stays live until it is retired or another one comes.
pub(crate) async fn rotate_secret(
    State(app): State<App>,
    allowed: Allowed<FormsWrite>,
    Path(id): Path<Id<Form>>,
    IfMatch(version): IfMatch,
    Body(rotation): Body<Rotation, SMALL>,
) -> Result<Response> {
    let form = app.store.load::<Form>(&id).await?;
    form.demand(version)?;
    if form.input.provider == Provider::Facebook {
        return Err(Error::refused(
            "no_secret",
            "Facebook signs with the secret of the app: the setting facebook_app_secret",
        ));
    }
    let (next, made) = form.with_secret(&app, rotation.secret.as_deref()).await?;
    let once = made.map(|secret| ("secret".to_owned(), secret.into()));
    save(&app, &form, &next, "secret_rotated", &allowed.caller, once.into_iter().collect()).await
}

/// The newest secret alone stays live.
pub(crate) async fn retire_secret(
    State(app): State<App>,
    allowed: Allowed<FormsWrite>,
    Path(id): Path<Id<Form>>,
    IfMatch(version): IfMatch,
    _: NoBody,
) -> Result<Response> {
    let form = app.store.load::<Form>(&id).await?;
    form.demand(version)?;
    save(&app, &form, &form.with_newest_secret(), "secret_retired", &allowed.caller, Map::new()).await
}

async fn save(
    app: &App,
    read: &Saved<Form>,
    next: &Form,
    verb: &'static str,
    caller: &Caller,
    once: Map<String, Value>,
) -> Result<Response> {
    let announcement = Announcement::about(verb, next, caller.actor());
    app.store.tx().update(read, next).commit(announcement).await?;
    Form::changed(app, next.id);
    let mut shown = Shown::resource(app, &app.store.load::<Form>(&next.id).await?)?;
    shown.fields.extend(once);
    Ok(shown.answer(StatusCode::OK, None))
}

/// What a trial sends.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Trial {
    /// The inputs, by the names that the sender gives them.
    fields: Map<String, Value>,
}

/// What would come of it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct TrialAnswer {
    /// The fields of ours that are filled, normalised.
    fields: Map<String, Value>,
    /// What no field of ours takes.
    answers: Map<String, Value>,
    /// Fields that could not be read.
    unread: Vec<String>,
    /// What would become of it.
    #[serde(flatten)]
    preview: Preview,
}

/// Reads a submission as it would be read if it came now, and says what would become of it. Nothing is kept.
pub(crate) async fn try_form(
    State(app): State<App>,
    _: Allowed<FormsRead>,
    Path(id): Path<Id<Form>>,
    Body(trial): Body<Trial>,
) -> Result<Json<TrialAnswer>> {
    let form = app.store.load::<Form>(&id).await?;
    let (said, preview) = capture::preview(&app, &form, Content::of_object(trial.fields)).await?;
    let mut fields = capture::fields_of(&said);
    fields.retain(|name, _| !name.starts_with("answers."));
    Ok(Json(TrialAnswer { fields, answers: said.answers, unread: said.unread, preview }))
}

/// The code that puts a form on a site.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Embed {
    /// Where submissions are sent.
    url: String,
    /// The hosted page. Null for the form of a provider.
    page: Option<String>,
    /// A frame with the hosted page; the site must stand in `allowed_origins`.
    frame: Option<String>,
    /// The form as HTML. Null where the form has a minimum fill time: only the hosted page knows when it was opened.
    html: Option<String>,
}

pub(crate) async fn embed_form(
    State(app): State<App>,
    _: Allowed<FormsRead>,
    Path(id): Path<Id<Form>>,
) -> Result<Json<Embed>> {
    let form = app.store.load::<Form>(&id).await?;
    let url = form.url(&app.config.public_url);
    let is_native = form.input.provider == Provider::Native;
    let frame = || {
        let title = escape(form.input.title.as_deref().unwrap_or(&form.input.name));
        format!(
            "<iframe src=\"{url}\" title=\"{title}\" style=\"width:100%;height:48rem;border:0\" loading=\"lazy\"></iframe>"
        )
    };
    let has_page_only = form.input.min_fill_seconds.is_some();
    Ok(Json(Embed {
        page: is_native.then(|| url.clone()),
        frame: is_native.then(frame),
        html: (is_native && !has_page_only).then(|| html(&form, &url)),
        url,
    }))
}

/// A form that any site can hold, without a style of its own.
fn html(form: &Form, url: &str) -> String {
    use shared::integrations::FieldKind;
    let fields = form.input.page();
    let has_file = fields.iter().any(|field| field.kind == FieldKind::File);
    let enctype = if has_file { " enctype=\"multipart/form-data\"" } else { "" };
    let mut lines = vec![format!("<form method=\"post\" action=\"{url}\"{enctype}>")];
    for field in &fields {
        let (name, label) = (escape(&field.name), escape(&field.label));
        let required = if form.input.required.contains(&field.name) { " required" } else { "" };
        let input = |kind: &str| format!("<input type=\"{kind}\" name=\"{name}\"{required}>");
        let input = match field.kind {
            FieldKind::Text => input("text"),
            FieldKind::Email => input("email"),
            FieldKind::Tel => input("tel"),
            FieldKind::Date => input("date"),
            FieldKind::Number => input("number"),
            FieldKind::File => input("file"),
            FieldKind::Checkbox => format!("<input type=\"checkbox\" name=\"{name}\" value=\"yes\"{required}>"),
            FieldKind::Textarea => format!("<textarea name=\"{name}\"{required}></textarea>"),
            FieldKind::Select => {
                let options: String =
                    field.options.iter().map(|option| format!("<option>{}</option>", escape(option))).collect();
                format!("<select name=\"{name}\"{required}>{options}</select>")
            }
        };
        lines.push(format!("  <label>{label} {input}</label>"));
    }
    if let Some(name) = &form.input.honeypot {
        let name = escape(name);
        lines.push(format!(
            "  <div hidden><input type=\"text\" name=\"{name}\" tabindex=\"-1\" autocomplete=\"off\"></div>"
        ));
    }
    lines.push("  <button type=\"submit\">Send</button>".to_owned());
    lines.push("</form>".to_owned());
    lines.join("\n")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
