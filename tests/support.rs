//! A client that talks to the routers of all functions, without a socket.

use std::sync::atomic::{AtomicU32, Ordering};

use axum::{Router, body::Body};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use shared::{
    App,
    config::Config,
    http::Routes,
    integrations::{Form, FormInput},
    outbox::sandboxed,
    setup,
    testing::{World, world},
};
use tower::ServiceExt as _;

pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// The secret of every sample in `events/`, and of the forms that they go to.
pub(crate) const SAMPLE_SECRET: &str = setup::SAMPLE_SECRET;

/// A workspace after its first start, and somebody who uses it.
pub(crate) struct Portico {
    pub(crate) world: World,
    router: Router,
    token: Option<String>,
    names: AtomicU32,
}

/// Somebody who is signed in, or a machine.
pub(crate) struct Somebody {
    pub(crate) id: String,
    pub(crate) token: String,
    /// With which he signs in; a machine does not.
    pub(crate) email: Option<String>,
}

/// What was answered.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// Every route of every function.
pub(crate) fn routes() -> Routes {
    let routes = bootstrap::functions().into_iter().filter_map(|function| function.routes);
    routes.fold(Routes::new(), Routes::merge)
}

impl Portico {
    /// A workspace that nobody has signed in to.
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// A workspace with settings of its own.
    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let mut world = world().await;
        let mut config = (*world.app.config).clone();
        config.admin_password = Some(PASSWORD.into());
        config.facebook.app_secret = Some(SAMPLE_SECRET.into());
        config.facebook.verify_token = Some(SAMPLE_SECRET.into());
        config.facebook.page_token = Some("page-token".into());
        change(&mut config);
        world.app.config = config.into();
        setup::set_up(&world.app).await.unwrap();
        let router = routes().router(world.app.clone());
        Self { world, router, token: None, names: AtomicU32::new(0) }
    }

    /// A workspace, with its administrator signed in.
    pub(crate) async fn signed_in() -> Self {
        Self::new().await.sign_in_again().await
    }

    /// The same, with its administrator signed in anew.
    pub(crate) async fn sign_in_again(mut self) -> Self {
        let answer = self.login(PASSWORD).await;
        self.token = answer.json()["access_token"].as_str().map(str::to_owned);
        assert!(self.token.is_some(), "signing in answered {}", answer.status);
        self.world.meter.take();
        self
    }

    pub(crate) fn app(&self) -> &App {
        &self.world.app
    }

    pub(crate) async fn login(&self, password: &str) -> Answer {
        self.post("/api/auth/login", json!({ "email": "admin@localhost", "password": password })).await
    }

    /// Anybody's request, with these headers.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.router.clone().oneshot(request.body(body.into()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    /// A JSON request of whoever signed in.
    pub(crate) async fn call(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let bearer = self.token.as_ref().map(|token| format!("Bearer {token}"));
        let mut all = vec![("content-type", "application/json")];
        all.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
        all.extend(headers);
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send(method, path, &all, body).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call("GET", path, &[], &Value::Null).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.call("POST", path, &[], &body).await
    }

    /// A request of somebody else than the administrator.
    pub(crate) async fn ask(&self, who: &Somebody, method: &str, path: &str, body: &Value) -> Answer {
        let bearer = format!("Bearer {}", who.token);
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send(method, path, &[("authorization", &bearer), ("content-type", "application/json")], body).await
    }

    /// Somebody with this role, invited and signed in; a machine with a key for all that it may do.
    pub(crate) async fn somebody(&self, role: &str, team: Option<&str>) -> Somebody {
        let number = self.names.fetch_add(1, Ordering::SeqCst);
        let email = format!("{role}{number}@example.com");
        let user = json!({ "email": email, "full_name": format!("{role} {number}"), "role": role, "team_id": team });
        let made = self.post("/api/admin/users", user).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.json());
        let id = made.json()["id"].as_str().unwrap().to_owned();
        if role == "service" {
            let scopes = ["leads:read", "leads:write"];
            let key = json!({ "name": "Bot", "user_id": id, "scopes": scopes });
            let key = self.post("/api/admin/api-keys", key).await;
            assert_eq!(key.status, StatusCode::CREATED, "{}", key.json());
            return Somebody { id, token: key.json()["key"].as_str().unwrap().to_owned(), email: None };
        }
        let link = json!({ "token": self.link_to(&email).await, "new_password": PASSWORD });
        let set = self.send("POST", "/api/auth/link", &[], link.to_string()).await;
        assert_eq!(set.status, StatusCode::NO_CONTENT, "{}", set.json());
        self.sign_in(&email).await
    }

    /// Whoever has this address, signed in.
    pub(crate) async fn sign_in(&self, email: &str) -> Somebody {
        let login = json!({ "email": email, "password": PASSWORD });
        let tokens = self.send("POST", "/api/auth/login", &[], login.to_string()).await;
        assert_eq!(tokens.status, StatusCode::OK, "{}", tokens.json());
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Somebody {
            id: text(&tokens.json()["user"]["id"]),
            token: text(&tokens.json()["access_token"]),
            email: Some(email.to_owned()),
        }
    }

    /// The token of the newest link that was sent to an address.
    pub(crate) async fn link_to(&self, email: &str) -> String {
        let sent = sandboxed(&self.app().store, Some("email"), 100).await.unwrap();
        let mail = sent.into_iter().find(|mail| mail.message.to == email).unwrap();
        let url = mail.message.body.split_whitespace().find(|word| word.starts_with("http")).unwrap();
        url.rsplit('/').next().unwrap().to_owned()
    }

    /// A form of its own, and its secret.
    pub(crate) async fn form(&self, change: impl FnOnce(&mut FormInput)) -> (String, String) {
        let mut input = FormInput::named(&format!("form {}", self.names.fetch_add(1, Ordering::SeqCst)));
        input.reveal = Some(true);
        change(&mut input);
        let answer = self.post("/api/admin/forms", serde_json::to_value(input).unwrap()).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.json());
        let form = answer.json();
        (form["id"].as_str().unwrap().to_owned(), form["secret"].as_str().unwrap().to_owned())
    }

    /// Somebody's submission.
    pub(crate) async fn submit(&self, form: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let mut all = vec![("content-type", "application/json")];
        all.extend(headers);
        self.send("POST", &format!("/forms/{form}"), &all, body.to_string()).await
    }
}

/// The form that the first start makes.
pub(crate) fn website() -> String {
    let id: shared::Id<Form> = setup::website_form();
    id.to_string()
}
