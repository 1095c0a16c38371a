//! The API document (OpenAPI 3.1): each function says of its routes what they take and answer; the schemas are those of the
//! types themselves. Made by a test, which holds it against the routes that run; no function carries it but the one that
//! serves it.

mod reference;

pub use reference::page;
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Problem, Resource};
use crate::identity::Permission;

/// Makes the schema of a type.
type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// What a route takes and answers.
#[derive(Clone)]
pub struct Operation {
    /// Such as `GET`.
    pub method: &'static str,
    /// With parameters in braces.
    pub path: String,
    summary: String,
    permission: Option<&'static str>,
    has_version: bool,
    console: bool,
    signed_in: bool,
    query: Vec<(&'static str, &'static str)>,
    bodies: Vec<(&'static str, SchemaOf)>,
    answers: Vec<(u16, String, &'static str, Option<SchemaOf>)>,
}

/// A record's own fields, which every one has.
#[derive(Serialize, JsonSchema)]
#[serde(rename = "Stored")]
struct Stored {
    /// Counts the writes; also the `ETag`.
    version: u64,
    /// When it was created.
    created_at: crate::BusinessTime,
    /// When it was last written.
    updated_at: crate::BusinessTime,
}

impl Operation {
    /// A route that anybody may call, which `summary` describes in one sentence.
    pub fn new(method: &'static str, path: &str, summary: impl Into<String>) -> Self {
        Self {
            method,
            path: path.to_owned(),
            summary: summary.into(),
            permission: None,
            has_version: false,
            console: false,
            signed_in: false,
            query: Vec::new(),
            bodies: Vec::new(),
            answers: Vec::new(),
        }
    }

    /// The route needs the permission `P`.
    #[must_use]
    pub fn needs<P: Permission>(self) -> Self {
        Self { permission: Some(P::NAME), ..self }
    }

    /// The route is one of the console: for browsers, and not for programs.
    #[must_use]
    pub fn of_the_console(self) -> Self {
        Self { console: true, ..self }
    }

    /// The route is for who is signed in by cookies; others are sent to the sign-in page.
    #[must_use]
    pub fn signed_in(self) -> Self {
        Self { signed_in: true, ..self }
    }

    /// Whether a caller must show who it is.
    pub fn is_guarded(&self) -> bool {
        self.permission.is_some() || self.signed_in
    }

    /// The permission that the route needs.
    pub fn permission(&self) -> Option<&'static str> {
        self.permission
    }

    /// The route takes `If-Match`: what is done is done to the version that was seen, or not at all.
    #[must_use]
    pub fn versioned(self) -> Self {
        Self { has_version: true, ..self }.refuses(412, "`If-Match` names another version.")
    }

    /// Whether the route takes `If-Match`.
    pub fn is_versioned(&self) -> bool {
        self.has_version
    }

    /// A parameter of the query, and what it means.
    #[must_use]
    pub fn query(mut self, name: &'static str, meaning: &'static str) -> Self {
        self.query.push((name, meaning));
        self
    }

    /// The parameters of a list.
    #[must_use]
    pub fn paged(self) -> Self {
        self.query("limit", "The most items, 1 to 100; 50 if it is not given.")
            .query("cursor", "Where to go on: `next_cursor` of the page before.")
    }

    /// The JSON body.
    #[must_use]
    pub fn body<T: JsonSchema>(self) -> Self {
        self.body_as::<T>("application/json")
    }

    /// A body of this content type.
    #[must_use]
    pub fn body_as<T: JsonSchema>(mut self, content_type: &'static str) -> Self {
        self.bodies.push((content_type, |generator| generator.subschema_for::<T>()));
        self
    }

    /// A merge patch (RFC 7396) of this type: whatever is left out stays as it is.
    #[must_use]
    pub fn patched_by<T: JsonSchema>(mut self) -> Self {
        let schema: SchemaOf = |generator| {
            let mut schema = T::json_schema(generator);
            schema.remove("required");
            schema
        };
        self.bodies.push(("application/json", schema));
        self
    }

    /// A JSON answer.
    #[must_use]
    pub fn answers<T: JsonSchema>(mut self, status: u16, meaning: &str) -> Self {
        let schema: SchemaOf = |generator| generator.subschema_for::<T>();
        self.answers.push((status, meaning.to_owned(), "application/json", Some(schema)));
        self
    }

    /// A JSON answer that shows a stored record.
    #[must_use]
    pub fn shows<T: JsonSchema>(mut self, status: u16, meaning: &str) -> Self {
        let schema: SchemaOf = |generator| {
            let parts = [generator.subschema_for::<T>(), generator.subschema_for::<Stored>()];
            schemars::json_schema!({ "allOf": parts })
        };
        self.answers.push((status, meaning.to_owned(), "application/json", Some(schema)));
        self
    }

    /// An answer of another content type, or without a body where that is empty.
    #[must_use]
    pub fn answers_as(mut self, status: u16, meaning: &str, content_type: &'static str) -> Self {
        self.answers.push((status, meaning.to_owned(), content_type, None));
        self
    }

    /// A refusal of its own kind, beside those that every route has.
    #[must_use]
    pub fn refuses(self, status: u16, meaning: &str) -> Self {
        let mut refused = self;
        let schema: SchemaOf = |generator| generator.subschema_for::<Problem>();
        refused.answers.push((status, meaning.to_owned(), "application/problem+json", Some(schema)));
        refused
    }

    fn id(&self) -> String {
        let words = self.path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let words: Vec<&str> = words.filter(|word| *word != "api").collect();
        let words = if words.is_empty() { "root".to_owned() } else { words.join("_") };
        format!("{}_{words}", self.method.to_lowercase())
    }

    /// The part of the reference that it stands in.
    fn tag(&self) -> String {
        if self.console {
            return "console".to_owned();
        }
        let mut words = self.path.split('/').filter(|word| !word.is_empty() && !word.starts_with('{'));
        let first = words.next().unwrap_or("health");
        match first {
            "api" => words.next().unwrap_or(first).to_owned(),
            other => other.to_owned(),
        }
    }

    /// How a caller shows who it is.
    fn security(&self) -> Value {
        match (self.permission, self.signed_in) {
            (Some(_), _) => json!([{ "bearer": [] }]),
            (None, true) => json!([{ "cookie": [] }]),
            (None, false) => json!([]),
        }
    }

    fn render(&self, generator: &mut SchemaGenerator) -> Value {
        let in_path = self.path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
        let is_id = |name: &str| name == "id" || name == "form_id";
        let mut parameters: Vec<Value> = in_path
            .map(|name| {
                let schema = if is_id(name) {
                    json!({ "type": "string", "format": "uuid" })
                } else {
                    json!({ "type": "string" })
                };
                json!({ "name": name, "in": "path", "required": true, "schema": schema })
            })
            .collect();
        parameters.extend(self.query.iter().map(
            |(name, meaning)| json!({ "name": name, "in": "query", "description": meaning, "schema": { "type": "string" } }),
        ));
        parameters.extend(self.headers());
        let mut operation = json!({
            "operationId": self.id(), "summary": self.summary, "tags": [self.tag()], "parameters": parameters,
            "security": self.security(),
            "responses": self.responses(generator),
        });
        if let Some(permission) = self.permission {
            operation["description"] = format!("Needs the permission `{permission}`.").into();
        }
        if !self.bodies.is_empty() {
            let content: Map<String, Value> = self
                .bodies
                .iter()
                .map(|(kind, schema)| ((*kind).to_owned(), json!({ "schema": schema(generator) })))
                .collect();
            operation["requestBody"] = json!({ "content": content });
        }
        operation
    }

    /// The headers that say how a request is to be carried out.
    fn headers(&self) -> Vec<Value> {
        let header = |name: &str, meaning: &str| json!({ "name": name, "in": "header", "description": meaning, "schema": { "type": "string" } });
        let is_keyed = self.method == "POST" && self.path.starts_with("/api/") && !self.path.starts_with("/api/auth/");
        let key = is_keyed.then(|| header("Idempotency-Key", "The same key with the same body is the same request."));
        let version = self.has_version.then(|| header("If-Match", "The `ETag` of the record as it was read."));
        key.into_iter().chain(version).collect()
    }

    fn responses(&self, generator: &mut SchemaGenerator) -> Map<String, Value> {
        let mut responses = Map::new();
        for (status, meaning, content_type, schema) in &self.answers {
            let mut response = json!({ "description": meaning });
            if !content_type.is_empty() {
                let schema = schema.map_or_else(|| json!({}), |schema| json!({ "schema": schema(generator) }));
                response["content"] = json!({ *content_type: schema });
            }
            responses.insert(status.to_string(), response);
        }
        let problem = generator.subschema_for::<Problem>();
        let content = json!({ "application/problem+json": { "schema": problem } });
        responses.insert(
            "default".to_owned(),
            json!({ "description": "What is wrong, and what to do.", "content": content }),
        );
        responses
    }
}

/// The operations of [`super::resource()`] at `path`: `T` is how a record is shown, `R` reads, `W` writes.
pub fn resource<E: Resource, T: JsonSchema, R: Permission, W: Permission>(path: &str, name: &str) -> Vec<Operation>
where
    E::Input: JsonSchema,
{
    let one = format!("{path}/{{id}}");
    let of = |method, path: &str, summary: String| Operation::new(method, path, summary);
    vec![
        of("GET", path, format!("All of type {name}, newest first."))
            .needs::<R>()
            .paged()
            .answers::<crate::store::Page>(200, "One page."),
        of("POST", path, format!("A new {name}."))
            .needs::<W>()
            .body::<E::Input>()
            .shows::<T>(201, "It was made. What is shown once is shown now."),
        of("GET", &one, format!("One {name}.")).needs::<R>().shows::<T>(200, "As it is."),
        of("PATCH", &one, format!("Changes a {name}: a merge patch (RFC 7396)."))
            .needs::<W>()
            .patched_by::<E::Input>()
            .versioned()
            .shows::<T>(200, "As it is now."),
        of("DELETE", &one, format!("Tombstones a {name}; it can be restored.")).needs::<W>().versioned().answers_as(
            204,
            "It is gone from lists.",
            "",
        ),
        of("POST", &format!("{one}/restore"), format!("Brings a tombstoned {name} back."))
            .needs::<W>()
            .versioned()
            .shows::<T>(200, "As it is."),
    ]
}

/// The whole document.
pub fn document(operations: &[Operation]) -> Value {
    let settings =
        SchemaSettings::draft2020_12().with(|settings| settings.definitions_path = "/components/schemas".into());
    let mut generator = settings.into_generator();
    let mut paths: Map<String, Value> = Map::new();
    for operation in operations {
        let rendered = operation.render(&mut generator);
        paths.entry(operation.path.clone()).or_insert_with(|| json!({}))[operation.method.to_lowercase()] = rendered;
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Portico", "version": env!("CARGO_PKG_VERSION"), "license": { "name": "MIT OR Apache-2.0" },
            "description": "The CRM front door. Errors are RFC 9457 problems with a stable `code`; lists go on with `next_cursor`.",
        },
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "securitySchemes": {
                "bearer": { "type": "http", "scheme": "bearer" },
                "cookie": { "type": "apiKey", "in": "cookie", "name": "__Host-portico-access" },
            },
        },
    })
}
