//! What the routes take and answer, for the API document.

use schemars::JsonSchema;
use serde::Serialize;
use shared::{
    BusinessTime, Id,
    audit::ShownEvent,
    http::{Operation, document_resource},
    identity::{
        User,
        permissions::{AuditRead, FormsRead, FormsWrite, OwnSession},
    },
    integrations::{Form, FormInput},
};

use crate::{auth, forms};

/// A form, as it is shown.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Form")]
struct ShownForm {
    /// The form.
    id: Id<Form>,
    #[serde(flatten)]
    input: FormInput,
    /// Counts the changes of `field_map`.
    mapping_version: u32,
    /// What senders prove themselves with; the newest first, two at most.
    secrets: Vec<ShownSecret>,
    /// The secret that was made just now; shown once.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    /// Where submissions are sent.
    url: String,
}

/// What is shown of a secret.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Secret")]
struct ShownSecret {
    /// Tells secrets apart without telling them.
    fingerprint: String,
    /// Since when it is live.
    since: BusinessTime,
}

/// One page of Events.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "EventPage")]
struct ShownEvents {
    /// Newest first; with `view=formative`, as that product's `logs`.
    items: Vec<ShownEvent>,
    /// Where to go on; null at the end.
    next_cursor: Option<String>,
    /// Of an actor's Events, the month.
    month: Option<String>,
    /// Of an actor's Events, where to go on when this month has no more.
    month_before: Option<String>,
}

/// The operations of the audit trail.
fn events() -> [Operation; 2] {
    [
        Operation::new("GET", "/api/admin/events", "Events, newest first: of a record, of an actor, or of a time.")
            .needs::<AuditRead>()
            .query("entity", "Of the record of this type, such as `lead`, with `id`.")
            .query("id", "Of this record.")
            .query("actor", "Of `user:<id>`, `form:<id>`, `key:<id>` or `system:<name>`, in a month.")
            .query("month", "Such as 2026-03; the current one if it is not given.")
            .query("from", "From this time on, such as 2026-03-02T09:00:00Z.")
            .query("to", "Until before this time.")
            .query("type", "Only of this type, such as `lead.updated`; goes with all others.")
            .query("view", "`formative`: as its `logs`.")
            .paged()
            .answers::<ShownEvents>(200, "One page of 25, or as `limit` says (50 at most); it may come out short.")
            .refuses(400, "`filter_not_indexed`: no index serves these filters together."),
        Operation::new(
            "GET",
            "/api/admin/events/export",
            "Events in the order of time, 1,000 at most; who asks is noted.",
        )
        .needs::<AuditRead>()
        .query("from", "From this time on, such as 2026-03-02T09:00:00Z.")
        .query("to", "Until before this time; now if it is not given.")
        .query("cursor", "As the header `Link` says.")
        .answers_as(
            200,
            "One Event a line. The header `Link` leads on, if there is more.",
            "application/jsonl",
        ),
    ]
}

/// The operations.
pub fn operations() -> Vec<Operation> {
    let one = |rest: &str| format!("/api/admin/forms/{{id}}/{rest}");
    let mut operations = vec![
        Operation::new("POST", "/api/auth/login", "Signs in.")
            .body::<auth::Login>()
            .answers::<auth::Tokens>(200, "Who is signed in."),
        Operation::new("POST", "/api/auth/refresh", "A new access token for the refresh token, which is used up.")
            .body::<auth::Refresh>()
            .answers::<auth::Tokens>(200, "Who is signed in."),
        Operation::new("POST", "/api/auth/logout", "Ends the session.").needs::<OwnSession>().answers_as(
            204,
            "It has ended.",
            "",
        ),
        Operation::new("GET", "/api/auth/me", "Who is signed in.")
            .needs::<OwnSession>()
            .shows::<User>(200, "The user."),
        Operation::new("POST", "/api/auth/password", "Another password; every other session ends.")
            .needs::<OwnSession>()
            .body::<auth::PasswordChange>()
            .answers_as(204, "It is changed.", ""),
        Operation::new("GET", "/api/auth/sessions", "Where one is signed in, newest first.")
            .needs::<OwnSession>()
            .answers::<auth::Sessions>(200, "The sessions that are alive."),
        Operation::new("DELETE", "/api/auth/sessions/{id}", "Ends one of one's own sessions.")
            .needs::<OwnSession>()
            .answers_as(204, "It has ended.", ""),
    ];
    operations.extend(document_resource::<Form, ShownForm, FormsRead, FormsWrite>("/api/admin/forms", "form"));
    operations.extend(events());
    operations.extend([
        Operation::new("GET", &one("embed"), "The code that puts a form on a site.")
            .needs::<FormsRead>()
            .answers::<forms::Embed>(200, "The code."),
        Operation::new("POST", &one("test"), "Reads a submission as if it came now; nothing is kept.")
            .needs::<FormsRead>()
            .body::<forms::Trial>()
            .answers::<forms::TrialAnswer>(200, "What would become of it."),
        Operation::new("POST", &one("rotate-secret"), "A new secret; the one before stays live.")
            .needs::<FormsWrite>()
            .body::<forms::Rotation>()
            .shows::<ShownForm>(200, "With the secret, if it was made.")
            .refuses(409, "`no_secret`: Facebook signs with the secret of the app."),
        Operation::new("POST", &one("retire-secret"), "Ends every secret but the newest.")
            .needs::<FormsWrite>()
            .shows::<ShownForm>(200, "As it is now."),
    ]);
    operations
}
