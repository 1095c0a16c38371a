//! The console, as a browser uses it.

use http::StatusCode;
use jiff::SignedDuration;
use serde_json::json;
use shared::testing::Fault;

use crate::{
    browser::{Browser, form, set_cookies, to, token},
    coverage::PUBLIC,
    samples::sample_of,
    support::{Answer, PASSWORD, Portico},
    template,
};

const ACCESS: &str = "__Host-portico-access";
const REFRESH: &str = "__Host-portico-refresh";
const VISIT: &str = "__Host-portico-visit";

/// The ids of the sessions that the page offers to end.
fn others(page: &Answer) -> Vec<String> {
    let text = page.text();
    text.split("/account/sessions/").skip(1).map(|rest| rest.split('/').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn who_signs_in_by_the_form_gets_cookies_that_nobody_else_can_read_or_send() {
    let portico = Portico::new().await;
    let browser = Browser::new(&portico);
    let answer = browser.get("/account?a=1&b=2").await;
    assert_eq!((answer.status, to(&answer)), (StatusCode::SEE_OTHER, "/login?next=%2Faccount%3Fa%3D1%26b%3D2"));
    let page = browser.get(to(&answer)).await;
    assert!(page.text().contains("name=\"next\" value=\"/account?a=1&#38;b=2\""), "{}", page.text());
    let answer = browser.sign_in(PASSWORD, "/account?a=1&b=2").await;
    assert_eq!((answer.status, to(&answer)), (StatusCode::SEE_OTHER, "/account?a=1&b=2"));
    let cookies = set_cookies(&answer);
    assert_eq!(cookies.len(), 2);
    for (line, (name, age)) in cookies.iter().zip([(ACCESS, "Max-Age=900"), (REFRESH, "Max-Age=2592000")]) {
        assert!(line.starts_with(&format!("{name}=")), "{line}");
        let attributes: Vec<&str> = line.split("; ").skip(1).collect();
        assert_eq!(attributes, ["Path=/", "Secure", "HttpOnly", "SameSite=Lax", age]);
    }
    let page = browser.get("/account").await;
    assert!(page.text().contains("<strong>admin@localhost</strong>") && page.text().contains("Firefox on Linux"));
    assert!(set_cookies(&page).is_empty());
    assert_eq!(to(&browser.get("/").await), "/account");
}

#[tokio::test]
async fn a_wrong_password_shows_the_page_again_without_it() {
    let portico = Portico::new().await;
    let browser = Browser::new(&portico);
    let token = token(&browser.get("/login").await);
    let sign_in = async |email: &str| {
        let fields = [("email", email), ("password", "not my secret"), ("next", "/account"), ("csrf", &token)];
        browser.post("/login", &fields).await
    };
    let answer = sign_in("\"><script>@example.com").await;
    let text = answer.text();
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(text.contains("The email or the password is not right.") && text.contains("value=\"/account\""), "{text}");
    assert!(text.contains("&#60;script&#62;@example.com") && !text.contains("<script") && !text.contains("secret"));
    assert!(set_cookies(&answer).is_empty() && !answer.headers.contains_key("www-authenticate"));
    for _ in 0..10 {
        sign_in("admin@localhost").await;
    }
    let answer = sign_in("admin@localhost").await;
    let seconds = answer.headers["retry-after"].to_str().unwrap();
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.text().contains(&format!("Try again in {seconds} seconds.")), "{}", answer.text());
}

#[tokio::test]
async fn every_form_is_refused_that_no_page_of_ours_has_sent() {
    let portico = Portico::with(|config| config.public_url = "https://crm.example.com".to_owned()).await;
    let browser = Browser::signed_in(&portico).await;
    let mine = token(&browser.get("/account").await);
    let elsewhere = token(&Browser::signed_in(&portico).await.get("/account").await);
    let visit = token(&browser.get("/login").await);
    let routes = console::function().routes.unwrap();
    let changing: Vec<_> = routes.list().iter().filter(|route| route.method != "GET").collect();
    assert!(changing.len() >= 4);
    for route in changing {
        let path = route.path.replace("{id}", "00000000-0000-7000-8000-000000000000");
        let is_strangers = PUBLIC.contains(&("POST", &route.path));
        let right = if is_strangers { &visit } else { &mine };
        let foreign: &[&[(&str, &str)]] = &[
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site"), ("origin", "https://crm.example.com")],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[],
        ];
        for headers in foreign {
            let answer = browser.send("POST", &path, headers, form(&[("csrf", right)])).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} from {headers:?}");
            assert!(answer.text().contains("Another site&#39;s page has sent this"), "{}", answer.text());
        }
        let wrong = if is_strangers { &mine } else { &visit };
        for bad in [&[][..], &[("csrf", "")], &[("csrf", wrong)], &[("csrf", &elsewhere)]] {
            let answer = browser.post(&path, bad).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} with {bad:?}");
            assert!(answer.text().contains("This page is out of date"), "{}", answer.text());
        }
    }
    assert!(browser.is_signed_in().await);
    // A browser that says the origin only.
    let by_origin = [("origin", "https://crm.example.com")];
    let answer = browser.send("POST", "/logout", &by_origin, form(&[("csrf", &mine)])).await;
    assert_eq!(to(&answer), "/login?done=signed-out");
    // The token of the sign-in page is bound to the browser.
    browser.drop_cookie(VISIT);
    let fields = [("email", "admin@localhost"), ("password", PASSWORD), ("csrf", &visit)];
    assert_eq!(browser.post("/login", &fields).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn signing_in_ends_the_session_that_the_browser_had() {
    for minutes in [0, 20] {
        let portico = Portico::new().await;
        let planted = Browser::signed_in(&portico).await;
        let victim = planted.copy();
        portico.world.advance(SignedDuration::from_mins(minutes));
        assert_eq!(victim.sign_in(PASSWORD, "").await.status, StatusCode::SEE_OTHER);
        assert!(victim.cookie(ACCESS) != planted.cookie(ACCESS) && victim.cookie(REFRESH) != planted.cookie(REFRESH));
        assert!(victim.is_signed_in().await, "after {minutes} minutes");
        assert!(!planted.is_signed_in().await, "after {minutes} minutes");
        assert!(others(&victim.get("/account").await).is_empty());
    }
}

#[tokio::test]
async fn who_stays_is_kept_signed_in_without_noticing_in_two_tabs_too() {
    let portico = Portico::new().await;
    let browser = Browser::signed_in(&portico).await;
    let before = token(&browser.get("/account").await);
    let (access, other_tab) = (browser.cookie(ACCESS), browser.copy());
    portico.world.advance(SignedDuration::from_mins(16));
    let answer = browser.get("/account").await;
    assert_eq!((answer.status, set_cookies(&answer).len()), (StatusCode::OK, 2));
    assert_ne!(browser.cookie(ACCESS), access);
    assert!(set_cookies(&browser.get("/account").await).is_empty(), "once");
    assert!(other_tab.is_signed_in().await && other_tab.is_signed_in().await && browser.is_signed_in().await);
    // A browser drops the cookie of the access token when its time is over.
    portico.world.advance(SignedDuration::from_mins(16));
    browser.drop_cookie(ACCESS);
    let wrong = [("current_password", "wrong"), ("new_password", "a password that is long"), ("csrf", &before)];
    let answer = browser.post("/account/password", &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "the page that was open is good");
    assert_eq!(set_cookies(&answer).len(), 2, "an answer that refuses sets cookies too");
    portico.world.advance(SignedDuration::from_hours(24 * 31));
    let answer = browser.get("/account").await;
    assert_eq!(to(&answer), "/login?next=%2Faccount");
    assert!(browser.cookie(ACCESS).is_empty() && browser.cookie(REFRESH).is_empty());
}

#[tokio::test]
async fn cookies_that_were_stolen_end_the_session_when_both_have_used_them() {
    let portico = Portico::new().await;
    let browser = Browser::signed_in(&portico).await;
    let thief = browser.copy();
    portico.world.advance(SignedDuration::from_mins(16));
    assert!(browser.is_signed_in().await);
    portico.world.advance(SignedDuration::from_secs(11));
    assert!(!thief.is_signed_in().await);
    assert!(!browser.is_signed_in().await, "the session is over");
}

#[tokio::test]
async fn nobody_is_sent_to_another_site() {
    let portico = Portico::new().await;
    for next in
        ["//evil.example", "/\\evil.example", "https://evil.example/", "/\t/evil.example", "javascript:alert(1)"]
    {
        let browser = Browser::new(&portico);
        let page = browser.get(&format!("/login?{}", form(&[("next", next)]))).await;
        assert!(page.status == StatusCode::OK && !page.text().contains("name=\"next\""), "{}", page.text());
        assert_eq!(to(&browser.sign_in(PASSWORD, next).await), "/", "{next}");
        portico.world.advance(SignedDuration::from_mins(1));
    }
    let stranger = Browser::new(&portico);
    let answer = stranger.get("//evil.example/").await;
    assert!(!to(&answer).contains("evil"), "{}", to(&answer));
}

#[tokio::test]
async fn signing_out_holds_at_once() {
    let portico = Portico::new().await;
    let browser = Browser::signed_in(&portico).await;
    let copy = browser.copy();
    let answer = browser.send_form("/account", "/logout", &[]).await;
    assert_eq!((answer.status, to(&answer)), (StatusCode::SEE_OTHER, "/login?done=signed-out"));
    assert!(browser.cookie(ACCESS).is_empty() && browser.cookie(REFRESH).is_empty());
    assert!(browser.get(to(&answer)).await.text().contains("You are signed out."));
    assert!(!copy.is_signed_in().await);
    assert_eq!(to(&browser.post("/logout", &[("csrf", "x")]).await), "/login", "there is nothing to go back to");
}

#[tokio::test]
async fn another_password_ends_every_other_session() {
    let portico = Portico::new().await;
    let (browser, other) = (Browser::signed_in(&portico).await, Browser::signed_in(&portico).await);
    let change = async |current: &str, new: &str| {
        let fields = [("current_password", current), ("new_password", new)];
        browser.send_form("/account", "/account/password", &fields).await
    };
    for (current, new, field, says) in [
        ("wrong", "a password that is long", "current_password", "This is not your password."),
        (PASSWORD, "short", "new_password", "Give 12 to 256 characters."),
    ] {
        let answer = change(current, new).await;
        let text = answer.text();
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text.contains(&format!("id=\"{field}-fault\"")) && text.contains(says), "{text}");
        assert!(!text.contains(new), "no password comes back");
    }
    assert!(other.is_signed_in().await);
    let answer = change(PASSWORD, "a password that is long").await;
    assert_eq!((answer.status, to(&answer)), (StatusCode::SEE_OTHER, "/account?done=password"));
    assert!(browser.get(to(&answer)).await.text().contains("Your password is changed."));
    assert!(!other.is_signed_in().await);
    assert_eq!(other.sign_in(PASSWORD, "").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(other.sign_in("a password that is long", "").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_session_elsewhere_can_be_seen_and_ended() {
    let portico = Portico::new().await;
    let (browser, other) = (Browser::signed_in(&portico).await, Browser::signed_in(&portico).await);
    let page = browser.get("/account").await;
    let [id] = others(&page).try_into().unwrap();
    assert_eq!(page.text().matches("this one").count(), 1);
    let path = format!("/account/sessions/{id}/end");
    let answer = browser.send_form("/account", &path, &[]).await;
    assert_eq!((answer.status, to(&answer)), (StatusCode::SEE_OTHER, "/account?done=session"));
    let page = browser.get(to(&answer)).await;
    assert!(page.text().contains("The session has ended.") && others(&page).is_empty());
    assert!(!other.is_signed_in().await && browser.is_signed_in().await);
    let again = browser.send_form("/account", &path, &[]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    assert!(again.text().contains("This does not exist"), "{}", again.text());
}

#[tokio::test]
async fn cookies_do_not_count_at_the_api_nor_bearer_tokens_at_the_console() {
    let portico = Portico::new().await;
    let browser = Browser::signed_in(&portico).await;
    for (method, path) in [("GET", "/api/auth/me"), ("GET", "/api/crm/leads"), ("POST", "/api/auth/logout")] {
        let answer = browser.send(method, path, &[("sec-fetch-site", "same-origin")], String::new()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    let access = browser.cookie(ACCESS);
    let bearer = format!("Bearer {access}");
    let headers = [("authorization", bearer.as_str()), ("sec-fetch-site", "same-origin")];
    assert_eq!(portico.send("GET", "/api/auth/me", &headers, "").await.status, StatusCode::OK, "the token is good");
    assert_eq!(to(&portico.send("GET", "/account", &headers, "").await), "/login?next=%2Faccount");
    let csrf = form(&[("csrf", &token(&browser.get("/account").await))]);
    assert_eq!(to(&portico.send("POST", "/logout", &headers, csrf).await), "/login");
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn whatever_goes_wrong_is_told_on_a_page_that_runs_nothing() {
    let portico = Portico::new().await;
    let browser = Browser::signed_in(&portico).await;
    let out_of_date = browser.post("/logout", &[("csrf", "x")]).await;
    let unknown =
        browser.send_form("/account", "/account/sessions/00000000-0000-7000-8000-000000000000/end", &[]).await;
    let no_method = browser.send("PUT", "/account", &[], String::new()).await;
    let unread = browser.send_form("/account", "/logout", &[("more", "than asked")]).await;
    let large = browser.send_form("/account", "/logout", &[("more", &"x".repeat(20_000))]).await;
    portico.world.faults.plan("BatchGetItem", Fault::ErrorBefore, 100);
    let away = browser.get("/account").await;
    for (answer, status) in
        [(&out_of_date, 403), (&unknown, 404), (&no_method, 405), (&unread, 400), (&large, 413), (&away, 503)]
    {
        let header = |name: &str| answer.headers[name].to_str().unwrap();
        assert_eq!(answer.status, status, "{}", answer.text());
        assert_eq!(header("content-type"), "text/html; charset=utf-8");
        assert!(header("content-security-policy").starts_with("default-src 'none'; style-src 'self'; "));
        assert!(answer.text().contains(header("x-request-id")), "what to say when one asks for help");
        assert!(!answer.headers.contains_key("www-authenticate"));
    }
    assert!(no_method.headers.contains_key("allow") && away.headers.contains_key("retry-after"));
    assert!(!browser.cookie(ACCESS).is_empty(), "a table that is away signs nobody out");
}

#[tokio::test]
async fn pages_are_kept_by_nobody_and_the_stylesheet_is_kept_for_long() {
    let portico = Portico::new().await;
    let browser = Browser::signed_in(&portico).await;
    for page in [browser.get("/login").await, browser.get("/account").await] {
        let header = |name: &str| page.headers[name].to_str().unwrap();
        assert_eq!((header("cache-control"), header("referrer-policy")), ("no-store", "same-origin"));
        assert!(header("content-security-policy").ends_with("base-uri 'none'; frame-ancestors 'none'"));
        let text = page.text();
        assert!(!text.contains("<style") && !text.contains("style=") && !text.contains("<script"), "{text}");
    }
    let text = browser.get("/login").await.text();
    for (what, kind) in [("stylesheet", "text/css; charset=utf-8"), ("icon", "image/svg+xml")] {
        let (_, rest) = text.split_once(&format!("rel=\"{what}\" href=\"")).unwrap();
        let asset = browser.get(rest.split('"').next().unwrap()).await;
        let header = |name: &str| asset.headers[name].to_str().unwrap();
        assert_eq!((header("cache-control"), header("content-type")), ("public, max-age=31536000, immutable", kind));
    }
    assert_eq!(browser.get("/assets/console.css?v=another").await.headers["cache-control"], "no-cache");
}

#[tokio::test]
async fn the_console_may_do_what_its_pages_do_and_no_more() {
    let portico = Portico::new().await;
    let requests = portico.world.faults.watch();
    let (browser, other) = (Browser::signed_in(&portico).await, Browser::signed_in(&portico).await);
    let [id] = others(&browser.get("/account").await).try_into().unwrap();
    browser.send_form("/account", &format!("/account/sessions/{id}/end"), &[]).await;
    let fields = [("current_password", PASSWORD), ("new_password", "a password that is long")];
    browser.send_form("/account", "/account/password", &fields).await;
    portico.world.advance(SignedDuration::from_mins(16));
    assert!(browser.is_signed_in().await && !other.is_signed_in().await);
    browser.send_form("/account", "/logout", &[]).await;
    let console = console::function();
    template::assert_allowed(&console, &requests.take());
    for key in ["FORM#1", "K#1", "KEY#data", "L#1", "P#1", "R#1"] {
        assert!(!template::may(&console, "dynamodb:GetItem", key), "{key}");
    }
    assert!(!template::may(&console, "dynamodb:PutItem", "LOGIN#a@example.com"));
}

#[tokio::test]
async fn the_samples_answer_pages() {
    let portico = Portico::new().await;
    for (file, begins) in [("login-page", "<!doctype html>"), ("style", ":root")] {
        let path = format!("{}/../events/console.{file}.json", env!("CARGO_MANIFEST_DIR"));
        let (_, event) = sample_of(path.as_ref());
        let answer = console::function().invoke(portico.app(), &event).await.unwrap();
        assert!(answer["body"].as_str().unwrap().starts_with(begins), "{answer}");
        // Lambda takes cookies apart from the headers.
        assert_eq!(answer["cookies"] != json!([]), file == "login-page", "{answer}");
    }
}

#[tokio::test]
async fn who_is_invited_or_has_lost_a_password_sets_one_by_the_link() {
    let portico = Portico::signed_in().await;
    let user = json!({ "email": "ann@example.com", "full_name": "Ann", "role": "user" });
    assert_eq!(portico.post("/api/admin/users", user).await.status, StatusCode::CREATED);
    let browser = Browser::new(&portico);
    let welcome = format!("/welcome/{}", portico.link_to("ann@example.com").await);
    let page = browser.get(&welcome).await;
    assert!(page.status == StatusCode::OK && page.text().contains("ann@example.com"), "{}", page.text());
    let set = async |at: &str, fields: &[(&str, &str)]| browser.send_form(at, at, fields).await;
    let short = set(&welcome, &[("full_name", "Ann Lee"), ("new_password", "short")]).await;
    assert!(short.status == StatusCode::UNPROCESSABLE_ENTITY && short.text().contains("12 to 256"), "{}", short.text());
    let done = set(&welcome, &[("full_name", "Ann Lee"), ("new_password", PASSWORD)]).await;
    assert_eq!((done.status, to(&done)), (StatusCode::SEE_OTHER, "/login?done=password"));
    let over = browser.get(&welcome).await;
    assert!(over.status == StatusCode::CONFLICT && over.text().contains("ask for another one"), "{}", over.text());
    portico.world.advance(SignedDuration::from_secs(61));
    for email in ["ann@example.com", "nobody@example.com"] {
        let sent = browser.send_form("/forgot", "/forgot", &[("email", email)]).await;
        assert_eq!((sent.status, to(&sent)), (StatusCode::SEE_OTHER, "/forgot?done=sent"), "{email}");
    }
    let reset = format!("/reset/{}", portico.link_to("ann@example.com").await);
    assert!(browser.get(&reset).await.text().contains("A new password"));
    assert_eq!(to(&set(&reset, &[("new_password", "another long password")]).await), "/login?done=password");
    let login = json!({ "email": "ann@example.com", "password": "another long password" });
    let tokens = portico.post("/api/auth/login", login).await.json();
    assert_eq!(tokens["user"]["full_name"], "Ann Lee");
    let mut answers = Vec::new();
    for _ in 0..6 {
        answers.push(browser.send_form("/forgot", "/forgot", &[("email", "nobody@example.com")]).await);
    }
    let slowed = answers.iter().find(|answer| answer.status == StatusCode::TOO_MANY_REQUESTS).unwrap();
    assert!(slowed.headers.contains_key("retry-after") && slowed.text().contains("Forgot your password?"));
}
