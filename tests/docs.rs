//! Documents that are made of the code. `PORTICO_BLESS=1 cargo test -p tests docs` writes them anew.

use std::fmt::Write as _;

use shared::{
    config::SETTINGS,
    entities,
    http::{Operation, document, reference_page},
    settings,
};

use crate::coverage::PUBLIC;

fn compare(name: &str, made: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    #[expect(clippy::disallowed_methods, reason = "the one switch of the tests")]
    let bless = std::env::var("PORTICO_BLESS").is_ok();
    if bless {
        std::fs::write(&path, made).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(stored == made, "docs/{name} is out of date: PORTICO_BLESS=1 cargo test -p tests docs");
}

#[test]
fn every_access_pattern_stands_in_the_document() {
    let mut text = "# Access patterns\n\nMade from the record types by `PORTICO_BLESS=1 cargo test -p tests docs`. What is not here does not exist.\n\n\
                    | record | to find | key |\n|---|---|---|\n"
        .to_owned();
    let records = entities::KINDS.iter().flat_map(|kind| kind.access.iter().map(move |access| (kind.name, access)));
    for (kind, (what, key)) in records.chain(entities::DERIVED.iter().map(|access| ("(derived)", access))) {
        writeln!(text, "| {kind} | {what} | `{key}` |").unwrap();
    }
    compare("access-patterns.md", &text);
}

#[test]
fn every_setting_stands_in_the_document() {
    let mut text = "# Settings\n\n## Of the environment\n\nVariables, made from `shared::config` by `PORTICO_BLESS=1 cargo test -p tests docs`.\n\n\
                    | setting | default | meaning |\n|---|---|---|\n"
        .to_owned();
    for setting in SETTINGS {
        writeln!(text, "| `{}` | {} | {} |", setting.name, setting.default, setting.meaning).unwrap();
    }
    text.push_str(
        "\n## Of the workspace\n\nKept in the table and changed by `PUT /api/admin/settings/{key}`, made from `shared::settings`. \
         A default in capitals is the environment variable of that name.\n\n| setting | kind | default | meaning |\n|---|---|---|---|\n",
    );
    for setting in settings::ALL {
        let kind = serde_json::to_value(setting.kind).unwrap();
        let (key, default, meaning) = (setting.key, setting.default_name(), setting.meaning);
        writeln!(text, "| `{key}` | {} | {default} | {meaning} |", kind.as_str().unwrap()).unwrap();
    }
    compare("settings.md", &text);
}

#[test]
fn every_route_stands_in_the_document() {
    let mut text = "# Routes\n\nMade from the functions by `PORTICO_BLESS=1 cargo test -p tests docs`.\n\n| function | route |\n|---|---|\n".to_owned();
    for function in bootstrap::functions() {
        for route in function.routes.iter().flat_map(|routes| routes.list()) {
            writeln!(text, "| {} | `{} {}` |", function.name, route.method, route.path).unwrap();
        }
    }
    compare("routes.md", &text);
}

/// What the functions say of their routes.
pub(crate) fn operations() -> Vec<Operation> {
    [
        form_webhook::operations(),
        admin_api::operations(),
        console::operations(),
        crm_api::operations(),
        lead_parser::operations(),
        writebacks::operations(),
    ]
    .concat()
}

#[test]
fn the_api_document_is_that_of_the_routes() {
    let mut described: Vec<(String, String)> =
        operations().iter().map(|o| (o.path.clone(), o.method.to_owned())).collect();
    described.sort();
    let mut routes: Vec<(String, String)> =
        crate::support::routes().list().iter().map(|route| (route.path.clone(), route.method.clone())).collect();
    routes.sort();
    assert_eq!(described, routes);
    // Providers prove themselves by signatures, which the scheme `bearer` is not.
    for operation in operations().iter().filter(|operation| !operation.path.starts_with("/hooks/")) {
        let is_public = PUBLIC.contains(&(operation.method, &operation.path));
        assert_eq!(operation.is_guarded(), !is_public, "{} {}", operation.method, operation.path);
    }
    let document = document(&operations());
    compare("openapi.json", &format!("{}\n", serde_json::to_string_pretty(&document).unwrap()));
    compare("api.html", &reference_page(&document));
}

#[test]
fn every_reference_of_the_api_document_leads_somewhere() {
    let document = document(&operations());
    let text = document.to_string();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    for name in text.split("\"$ref\":\"#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(schemas.contains_key(name), "{name}");
    }
    assert!(!text.contains("$defs") && schemas.len() > 15, "{}", schemas.len());
}
