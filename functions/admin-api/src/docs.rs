//! What the routes take and answer, for the API document.

use schemars::JsonSchema;
use serde::Serialize;
use shared::{
    BusinessTime, Id, WallTime,
    audit::ShownEvent,
    http::{Operation, document_resource},
    identity::{
        ApiKey, KeyInput, ProfileInput, Role, Team, User,
        permissions::{
            AuditRead, FormsRead, FormsWrite, KeysRead, KeysWrite, OwnSession, RolesRead, RolesWrite, SettingsRead,
            SettingsWrite, UsersRead, UsersWrite,
        },
    },
    integrations::{Form, FormInput},
    secrets::Fingerprint,
    settings::Shown,
    store::Page,
};

use crate::{auth, forms, keys, settings, users};

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
    secrets: Vec<Fingerprint>,
    /// The secret that was made just now; shown once.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    /// Where submissions are sent.
    url: String,
}

/// An API key, as it is shown.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ApiKey")]
struct ShownKey {
    /// The key.
    id: Id<ApiKey>,
    /// For people.
    name: String,
    /// What it begins with, to tell keys apart.
    key_prefix: String,
    /// On whose behalf it acts.
    user_id: Id<User>,
    /// Who issued it.
    issued_by: Id<User>,
    /// The permissions, each as far as its user holds it.
    scopes: Vec<String>,
    /// Until when it is good.
    expires_at: Option<WallTime>,
    /// When it was revoked.
    revoked_at: Option<BusinessTime>,
    /// When it was last used, to the minute.
    last_used_at: Option<WallTime>,
    /// The key itself; shown once.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
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
            .shows::<auth::Me>(200, "The user, and what the user may do."),
        Operation::new("PATCH", "/api/auth/me", "Changes one's own name or picture: a merge patch (RFC 7396).")
            .needs::<OwnSession>()
            .versioned()
            .patched_by::<ProfileInput>()
            .shows::<User>(200, "As it is now."),
        Operation::new(
            "POST",
            "/api/auth/forgot",
            "Sends a link to who lost a password; unknown addresses get the same answer.",
        )
        .body::<auth::Forgotten>()
        .answers_as(202, "If there is such an account, a link is on its way.", ""),
        Operation::new("POST", "/api/auth/link", "Sets a password by the link of an invitation or of a lost password.")
            .body::<auth::Redemption>()
            .answers_as(204, "It is set, and the link used up; sign in.", "")
            .refuses(409, "`link_over`: it was used, is too old, or was never good."),
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
    operations.extend(document_resource::<User, User, UsersRead, UsersWrite>("/api/admin/users", "user"));
    operations.push(
        Operation::new("POST", "/api/admin/users/{id}/invite", "Invites once more; the link before is void.")
            .needs::<UsersWrite>()
            .versioned()
            .answers_as(204, "It is on its way.", "")
            .refuses(409, "`joined_already`, or `cannot_sign_in`."),
    );
    operations.extend(document_resource::<Team, Team, UsersRead, UsersWrite>("/api/admin/teams", "team"));
    operations.extend(document_resource::<Role, Role, RolesRead, RolesWrite>("/api/admin/roles", "role"));
    let (keys, key) = ("/api/admin/api-keys", "/api/admin/api-keys/{id}");
    operations.extend([
        Operation::new("GET", "/api/admin/permissions", "What roles and keys are made of.")
            .needs::<RolesRead>()
            .answers::<users::Permissions>(200, "All permissions."),
        Operation::new("GET", keys, "API keys, newest first.")
            .needs::<KeysRead>()
            .paged()
            .answers::<Page>(200, "One page."),
        Operation::new("POST", keys, "Issues an API key: a part of what its user may do.")
            .needs::<KeysWrite>()
            .body::<KeyInput>()
            .shows::<ShownKey>(201, "With the key itself, which is shown this once.")
            .refuses(403, "`beyond_own_grants`: nobody gives what he may not do himself."),
        Operation::new("GET", key, "One API key.")
            .needs::<KeysRead>()
            .shows::<ShownKey>(200, "Without the key itself."),
        Operation::new("PATCH", key, "Gives an API key another name.")
            .needs::<KeysWrite>()
            .versioned()
            .patched_by::<keys::Renaming>()
            .shows::<ShownKey>(200, "As it is now."),
        Operation::new("DELETE", key, "Revokes an API key, for good.").needs::<KeysWrite>().versioned().answers_as(
            204,
            "It is refused from now on.",
            "",
        ),
    ]);
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
            .versioned()
            .body::<forms::Rotation>()
            .shows::<ShownForm>(200, "With the secret, if it was made.")
            .refuses(409, "`no_secret`: Facebook signs with the secret of the app."),
        Operation::new("POST", &one("retire-secret"), "Ends every secret but the newest.")
            .needs::<FormsWrite>()
            .versioned()
            .shows::<ShownForm>(200, "As it is now."),
    ]);
    operations.extend(of_settings());
    operations
}

fn of_settings() -> [Operation; 6] {
    let (all, one) = ("/api/admin/settings", "/api/admin/settings/{key}");
    [
        Operation::new("GET", all, "Every setting of the workspace.")
            .needs::<SettingsRead>()
            .answers::<settings::All>(200, "What holds, and what would hold if nothing were set."),
        Operation::new("PATCH", all, "Changes several settings at once, all or none; null is the default.")
            .needs::<SettingsWrite>()
            .body::<settings::Values>()
            .answers::<settings::All>(200, "Every setting, as it is now.")
            .refuses(400, "`unknown_field`: every key that is none.")
            .refuses(422, "Every value that is not right."),
        Operation::new("GET", one, "One setting.").needs::<SettingsRead>().answers::<Shown>(200, "As it is."),
        Operation::new("PUT", one, "Sets a setting; of a secret, the one before stays live.")
            .needs::<SettingsWrite>()
            .body::<settings::NewValue>()
            .versioned()
            .answers::<Shown>(200, "As it is now."),
        Operation::new("DELETE", one, "Goes back to the default.").needs::<SettingsWrite>().versioned().answers_as(
            204,
            "The default holds.",
            "",
        ),
        Operation::new("POST", &format!("{one}/retire"), "Ends every secret but the newest.")
            .needs::<SettingsWrite>()
            .versioned()
            .answers::<Shown>(200, "As it is now.")
            .refuses(409, "`no_secret`: the setting is none."),
    ]
}
