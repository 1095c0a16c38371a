//! What must hold for every route, whoever adds one.

use http::StatusCode;
use shared::http::Route;

use crate::support::{Portico, routes};

/// Routes that a stranger may reach, each for a reason.
pub(crate) const PUBLIC: &[(&str, &str)] = &[
    ("GET", "/healthz"),          // a load balancer has no token
    ("GET", "/api/openapi.json"), // what there is, is no secret
    ("GET", "/api/docs"),
    ("POST", "/api/auth/login"),   // how one gets a token
    ("POST", "/api/auth/refresh"), // the refresh token is the credential
    ("POST", "/api/auth/forgot"),  // who lost the password has none
    ("POST", "/api/auth/link"),    // the link is the credential
    ("GET", "/forms/{form_id}"),   // anybody on the web
    ("POST", "/forms/{form_id}"),
    ("OPTIONS", "/forms/{form_id}"),
    ("GET", "/forms/{form_id}/thanks"),
    ("GET", "/"), // says where the console begins, and no more
    ("GET", "/login"),
    ("POST", "/login"), // how a browser is signed in
    ("GET", "/forgot"),
    ("POST", "/forgot"),         // who lost the password has none
    ("GET", "/welcome/{token}"), // the link is the credential
    ("POST", "/welcome/{token}"),
    ("GET", "/reset/{token}"),
    ("POST", "/reset/{token}"),
    ("GET", "/assets/console.css"),
    ("GET", "/assets/console.svg"),
];

/// Whether a person with a browser is meant: a stranger is sent to the sign-in page, and a problem is a page.
fn is_of_the_console(route: &Route) -> bool {
    console::function().routes.unwrap().list().contains(route)
}

#[tokio::test]
async fn every_route_refuses_a_stranger_unless_it_is_public() {
    let portico = Portico::new().await;
    let routes = routes();
    assert!(routes.list().len() > 10);
    for route in routes.list() {
        let path = route.path.replace("{id}", "00000000-0000-7000-8000-000000000000");
        let path = path.replace("{form_id}", "00000000-0000-7000-8000-000000000000");
        let public = PUBLIC.contains(&(route.method.as_str(), route.path.as_str()));
        for headers in [&[][..], &[("authorization", "Bearer nonsense")][..]] {
            // As a page of ours would send it: what refuses is that nobody is signed in.
            let headers = [headers, &[("sec-fetch-site", "same-origin")]].concat();
            let answer = portico.send(&route.method, &path, &headers, "").await;
            let to = answer.headers.get("location").and_then(|to| to.to_str().ok()).unwrap_or_default();
            let refused = if is_of_the_console(route) {
                answer.status == StatusCode::SEE_OTHER && (to == "/login" || to.starts_with("/login?next="))
            } else {
                answer.status == StatusCode::UNAUTHORIZED
            };
            assert_eq!(refused, !public, "{} {} answered {}", route.method, route.path, answer.status);
        }
    }
}

#[tokio::test]
async fn every_public_route_exists() {
    let routes = routes();
    for (method, path) in PUBLIC {
        assert!(routes.list().iter().any(|route| route.method == *method && route.path == *path), "{method} {path}");
    }
}

#[tokio::test]
async fn an_address_with_a_bad_id_is_a_problem_like_any_other() {
    let portico = Portico::signed_in().await;
    for route in routes().list().iter().filter(|route| route.path.contains("id}")) {
        let path = route.path.replace("{id}", "abc").replace("{form_id}", "abc");
        let answer = portico.call(&route.method, &path, &[], &serde_json::json!({})).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{} {path}", route.method);
        if is_of_the_console(route) {
            assert!(answer.text().contains("The id in the address is no UUID."), "{}", answer.text());
        } else {
            assert_eq!(answer.json()["code"], "bad_id", "{} {path}", route.method);
        }
    }
}

#[tokio::test]
async fn what_does_not_exist_is_a_problem_too() {
    let portico = Portico::new().await;
    let nowhere = portico.send("GET", "/nowhere", &[], "").await;
    assert_eq!(
        (nowhere.status, nowhere.headers["content-type"].as_bytes()),
        (StatusCode::NOT_FOUND, &b"application/problem+json"[..])
    );
    let wrong = portico.send("DELETE", "/healthz", &[], "").await;
    assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(wrong.json()["code"], "method_not_allowed");
    assert!(wrong.headers.contains_key("allow"));
    assert_eq!(portico.send("GET", "/healthz", &[], "").await.status, StatusCode::OK);
}

#[test]
fn every_queue_feeds_a_function_of_its_name() {
    for queue in shared::queue::Queue::ALL {
        let fed = bootstrap::functions().into_iter().find(|function| function.name == queue.name());
        assert_eq!(fed.and_then(|function| function.queue).map(|(fed, _)| fed), Some(*queue));
    }
}
