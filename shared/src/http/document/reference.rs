//! The API document as a page for people: no script, nothing loaded.

use std::fmt::Write as _;

use serde_json::{Map, Value};

const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}\
h2{margin-top:2.5rem;border-bottom:1px solid #d0d7de}section{margin:1.25rem 0;overflow-wrap:anywhere}code{font-size:.9375rem}\
h3{font-size:1rem;margin:0}table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.125rem .75rem .125rem 0}\
nav a{margin-right:1rem}p{margin:.25rem 0}.soft{color:#57606a}";

/// The page that shows `document`.
pub fn page(document: &Value) -> String {
    let mut tags: Map<String, Value> = Map::new();
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let shown = show(path, method, operation);
            let tag = operation["tags"][0].as_str().unwrap_or("other").to_owned();
            let section = tags.entry(tag).or_insert_with(|| Value::String(String::new()));
            if let Value::String(section) = section {
                section.push_str(&shown);
            }
        }
    }
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, \
         initial-scale=1\">\n<title>Portico API</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>Portico API</h1>\n<p>{}</p>\n<nav>",
        escape(document["info"]["description"].as_str().unwrap_or_default()),
    );
    for tag in tags.keys().map(String::as_str).chain(["schemas"]) {
        let _ = write!(html, "<a href=\"#{tag}\">{tag}</a>");
    }
    html.push_str("</nav>\n");
    for (tag, sections) in &tags {
        let _ = writeln!(html, "<h2 id=\"{tag}\">{tag}</h2>\n{}", sections.as_str().unwrap_or_default());
    }
    html.push_str("<h2 id=\"schemas\">Schemas</h2>\n");
    for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
        html.push_str(&show_schema(name, schema));
    }
    html.push_str("</body>\n</html>\n");
    html
}

fn show(path: &str, method: &str, operation: &Value) -> String {
    let text = |name: &str| escape(operation[name].as_str().unwrap_or_default());
    let mut html = format!(
        "<section>\n<h3><code>{} {}</code></h3>\n<p>{} <span class=\"soft\">{}</span></p>\n<table>\n",
        method.to_uppercase(),
        escape(path),
        text("summary"),
        text("description"),
    );
    for parameter in operation["parameters"].as_array().into_iter().flatten().filter(|one| one["in"] == "query") {
        let meaning = escape(parameter["description"].as_str().unwrap_or_default());
        let _ = writeln!(
            html,
            "<tr><td><code>?{}</code></td><td>{meaning}</td></tr>",
            parameter["name"].as_str().unwrap_or_default()
        );
    }
    for (kind, body) in operation["requestBody"]["content"].as_object().into_iter().flatten() {
        let _ =
            writeln!(html, "<tr><td>body</td><td><code>{}</code> {}</td></tr>", escape(kind), name_of(&body["schema"]));
    }
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        let schema = response["content"]
            .as_object()
            .and_then(|content| content.values().next())
            .map(|body| name_of(&body["schema"]));
        let meaning = escape(response["description"].as_str().unwrap_or_default());
        let _ = writeln!(html, "<tr><td>{status}</td><td>{meaning} {}</td></tr>", schema.unwrap_or_default());
    }
    html.push_str("</table>\n</section>\n");
    html
}

fn show_schema(name: &str, schema: &Value) -> String {
    let described = |schema: &Value| escape(schema["description"].as_str().unwrap_or_default());
    let mut html = format!(
        "<section id=\"schema-{name}\">\n<h3><code>{name}</code></h3>\n<p>{}</p>\n<table>\n",
        described(schema)
    );
    for (field, about) in schema["properties"].as_object().into_iter().flatten() {
        let _ = writeln!(
            html,
            "<tr><td><code>{}</code></td><td>{} {}</td></tr>",
            escape(field),
            name_of(about),
            described(about)
        );
    }
    for one in schema["oneOf"].as_array().into_iter().flatten() {
        let _ = writeln!(html, "<tr><td><code>{}</code></td><td>{}</td></tr>", escape(&name_of(one)), described(one));
    }
    html.push_str("</table>\n</section>\n");
    html
}

/// What a schema is called: its own name where it has one, else its type.
fn name_of(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return format!("<a href=\"#schema-{name}\">{name}</a>");
    }
    for several in ["allOf", "anyOf", "oneOf"] {
        if let Some(parts) = schema[several].as_array() {
            return parts.iter().map(name_of).filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" + ");
        }
    }
    match (&schema["const"], &schema["type"]) {
        (Value::String(text), _) | (_, Value::String(text)) => escape(text),
        (_, Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
        _ => String::new(),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
