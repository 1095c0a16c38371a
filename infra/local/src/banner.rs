//! What the runner says to the person who started it.

use std::io::Write as _;

use shared::setup::Setup;

use crate::data::Folder;

/// Says something on standard output. Nobody may be listening any more, and that is no reason to stop.
pub fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Writes whole lines to standard output.
pub fn write(lines: &str) {
    let _ = std::io::stdout().write_all(lines.as_bytes());
}

/// Says something on standard error.
pub fn complain(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// What there is, who can sign in, and what to try.
pub fn welcome(address: &str, setup: &Setup, email: &str, folder: &Folder) -> String {
    let made = setup.admin.as_ref().and_then(|admin| admin.made_password.as_deref());
    let password = match (made, &setup.admin) {
        (Some(password), _) => format!("{password}   (made now, and shown this once)"),
        (None, Some(_)) => "the one that PORTICO_ADMIN_PASSWORD says".to_owned(),
        (None, None) => "as it was set on the first start".to_owned(),
    };
    format!(
        "\nPortico listens on {address}\n\n  \
         console     {address}\n  \
         sign in     {email}\n  \
         password    {password}\n  \
         data        {}\n  \
         stop        Ctrl-C\n\n\
         Four things to try:\n\n\
         1. Send a lead through the form «Website»:\n   \
         curl -s {address}/forms/{} -H 'Content-Type: application/json' \\\n     \
         -d '{{\"full_name\": \"Ann Lee\", \"email\": \"ann@example.com\", \"message\": \"A flat roof, please.\"}}'\n\n\
         2. Sign in, and keep the access token as TOKEN:\n   \
         curl -s {address}/api/auth/login -H 'Content-Type: application/json' \\\n     \
         -d '{{\"email\": \"{email}\", \"password\": \"{}\"}}'\n\n\
         3. Type a lead in plain words:\n   \
         curl -s '{address}/api/crm/leads/parse?wait=true' -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' \\\n     \
         -d '{{\"text\": \"Met Ben Okafor from Acme, wants a new roof up to $45k, ben@acme.example. Call him Tuesday.\"}}'\n\n\
         4. Read the leads, and the receipt of each request:\n   \
         curl -s {address}/api/crm/leads -H \"Authorization: Bearer $TOKEN\"\n   \
         curl -s {address}/api/receipts -H \"Authorization: Bearer $TOKEN\"\n",
        folder.path().display(),
        setup.form_id,
        made.unwrap_or("…"),
    )
}
