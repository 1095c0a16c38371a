//! Native forms as browsers and scripts use them: bodies, pages, limits, spam.

use http::StatusCode;
use serde_json::{Value, json};
use shared::integrations::{DuplicatePolicy, FieldKind, FormField};

use crate::support::{Answer, Portico};

const BROWSER: (&str, &str) = ("accept", "text/html,application/xhtml+xml");
const URLENCODED: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

async fn post(portico: &Portico, form: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    portico.send("POST", &format!("/forms/{form}"), headers, body.to_owned()).await
}

fn text(answer: &Answer) -> String {
    String::from_utf8(answer.bytes.clone()).unwrap()
}

/// The value of the hidden input `name`.
fn hidden(page: &str, name: &str) -> String {
    let at = page.find(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name} in {page}"));
    page[at..].split('"').nth(3).unwrap().to_owned()
}

#[tokio::test]
async fn an_html_form_and_a_multipart_one_are_leads_and_files_are_evidence() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|_| {}).await;
    let plain =
        post(&portico, &form, &[URLENCODED], "full_name=Ann+Lee&email=ann%40example.com&roof=flat&roof=old").await;
    assert_eq!(plain.status, StatusCode::CREATED);
    let lead = portico.get(&format!("/api/crm/leads/{}", plain.json()["lead_id"].as_str().unwrap())).await.json();
    assert_eq!((&lead["full_name"], &lead["answers"]), (&json!("Ann Lee"), &json!({ "roof": ["flat", "old"] })));

    let part = |about: &str, body: &str| format!("--x\r\nContent-Disposition: form-data; {about}\r\n\r\n{body}\r\n");
    let body = [
        part("name=\"email\"", "bob@example.com"),
        part("name=\"plan\"; filename=\"a \u{e9}.html\"\r\nContent-Type: text/html", "<script>alert(1)</script>"),
        "--x--\r\n".to_owned(),
    ]
    .concat();
    let sent = post(&portico, &form, &[("content-type", "multipart/form-data; boundary=x")], &body).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", text(&sent));
    let lead = portico.get(&format!("/api/crm/leads/{}", sent.json()["lead_id"].as_str().unwrap())).await.json();
    let file = &lead["submissions"][0]["files"][0];
    assert_eq!((&file["field"], &file["name"]), (&json!("plan"), &json!("a \u{e9}.html")));
    let evidence = format!("/api/evidence/{}", file["evidence_id"].as_str().unwrap());
    let about = portico.get(&evidence).await.json();
    assert_eq!((&about["file_name"], &about["length"]), (&file["name"], &json!(25)));
    let content = portico.get(&format!("{evidence}/content")).await;
    assert_eq!(text(&content), "<script>alert(1)</script>");
    assert_eq!(content.headers["content-type"], "application/octet-stream", "nothing of it runs here");
    assert_eq!(content.headers["content-security-policy"], "sandbox; default-src 'none'");
}

#[tokio::test]
async fn the_page_shows_what_is_wrong_beside_the_field_and_keeps_what_was_filled_in() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico
        .form(|form| {
            form.name = "Roofs & <Walls>".into();
            form.required = vec!["email".into()];
            form.honeypot = Some("website".into());
            form.success_url = Some("https://example.com/thanks?a=1".into());
            form.allowed_origins = vec!["https://example.com".into()];
            form.fields = vec![
                FormField { kind: FieldKind::Email, ..FormField::named("email", "Email") },
                FormField {
                    kind: FieldKind::Select,
                    options: vec!["Flat".into(), "Old \"one\"".into()],
                    ..FormField::named("roof", "Roof")
                },
                FormField { kind: FieldKind::Textarea, ..FormField::named("message", "Message") },
                FormField { kind: FieldKind::Checkbox, ..FormField::named("email_consent", "Write to me") },
            ];
        })
        .await;
    let path = format!("/forms/{form}");
    let page = portico
        .send("GET", &format!("{path}?utm_source=ads&evil=1"), &[("referer", "https://a.example/\"x")], "")
        .await;
    let policy = page.headers["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert!(policy.contains("form-action 'self' https://example.com;"), "{policy}");
    assert!(policy.contains("frame-ancestors 'self' https://example.com;"), "{policy}");
    let html = text(&page);
    assert!(html.contains("Roofs &#38; &#60;Walls&#62;") && !html.contains("<script"), "{html}");
    assert_eq!(
        (hidden(&html, "utm_source"), hidden(&html, "referrer")),
        ("ads".into(), "https://a.example/&#34;x".into())
    );
    assert!(!html.contains("evil"));

    let id = hidden(&html, "submission_id");
    let body = format!(
        "email=nobody&roof=Old+%22one%22&message=%3C%2Ftextarea%3E%3Cb%3E&email_consent=yes&extra=kept&submission_id={id}"
    );
    let wrong = post(&portico, &form, &[BROWSER, URLENCODED], &body).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let html = text(&wrong);
    assert!(html.contains("aria-invalid=\"true\" aria-describedby=\"field-0-fault\""), "{html}");
    assert!(html.contains("value=\"nobody\"") && html.contains("<option selected>Old"), "{html}");
    assert!(html.contains("&#60;/textarea&#62;&#60;b&#62;") && html.contains(" checked"), "{html}");
    assert_eq!((hidden(&html, "submission_id"), hidden(&html, "extra")), (id.clone(), "kept".into()));

    let body = body.replace("nobody", "ann%40example.com");
    let headers = [BROWSER, URLENCODED];
    let (first, second) = tokio::join!(post(&portico, &form, &headers, &body), post(&portico, &form, &headers, &body));
    for sent in [first, second] {
        assert_eq!(
            (sent.status, sent.headers["location"].to_str().unwrap()),
            (StatusCode::SEE_OTHER, "https://example.com/thanks?a=1")
        );
    }
    let leads = portico.get("/api/crm/leads").await.json();
    assert_eq!(leads["items"].as_array().unwrap().len(), 1, "a double click is one lead");
    let lead = portico.get(&format!("/api/crm/leads/{}", leads["items"][0]["id"].as_str().unwrap())).await.json();
    assert_eq!(lead["answers"], json!({ "roof": "Old \"one\"", "extra": "kept" }), "and nothing about the sending");
}

#[tokio::test]
async fn who_looks_at_a_page_gets_a_page_whatever_goes_wrong() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|form| form.duplicate_policy = DuplicatePolicy::Reject).await;
    let missing = portico.send("GET", "/forms/00000000-0000-7000-8000-000000000000", &[], "").await;
    assert_eq!((missing.status, text(&missing).contains("no form at this address")), (StatusCode::NOT_FOUND, true));
    let sent = post(&portico, &form, &[BROWSER, URLENCODED], "email=ann%40example.com").await;
    assert_eq!(sent.headers["location"], format!("/forms/{form}/thanks"));
    assert!(text(&portico.send("GET", &format!("/forms/{form}/thanks"), &[], "").await).contains("Thank you"));
    let known = post(&portico, &form, &[BROWSER, URLENCODED], "email=ann%40example.com").await;
    assert_eq!((known.status, text(&known).contains("role=\"alert\"")), (StatusCode::CONFLICT, true));
    let first = post(&portico, &form, &[BROWSER, URLENCODED], "email=bob%40example.com&submission_id=s1").await;
    let changed = post(&portico, &form, &[BROWSER, URLENCODED], "email=cat%40example.com&submission_id=s1").await;
    assert_eq!((first.status, changed.status), (StatusCode::SEE_OTHER, StatusCode::CONFLICT));
    let id = hidden(&text(&changed), "submission_id");
    let again =
        post(&portico, &form, &[BROWSER, URLENCODED], &format!("email=cat%40example.com&submission_id={id}")).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "who sends the page again gets through");
    let large = post(&portico, &form, &[BROWSER, URLENCODED], &format!("a={}", "x".repeat(2_000_000))).await;
    assert_eq!((large.status, text(&large).contains("<h1>")), (StatusCode::PAYLOAD_TOO_LARGE, true));
    let odd = post(&portico, &form, &[BROWSER, ("content-type", "text/plain")], "x").await;
    assert_eq!((odd.status, text(&odd).contains("<h1>")), (StatusCode::BAD_REQUEST, true));
}

#[tokio::test]
async fn a_page_sent_twice_is_one_lead_and_files_are_no_reason_to_doubt_it() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|_| {}).await;
    let send = async |boundary: &str, file: &str| {
        let part = |about: &str, body: &str| {
            format!("--{boundary}\r\nContent-Disposition: form-data; {about}\r\n\r\n{body}\r\n")
        };
        let body = [
            part("name=\"email\"", "ann@example.com"),
            part("name=\"submission_id\"", "s1"),
            part("name=\"plan\"; filename=\"plan.txt\"", file),
            format!("--{boundary}--\r\n"),
        ]
        .concat();
        let kind = format!("multipart/form-data; boundary={boundary}");
        portico.send("POST", &format!("/forms/{form}"), &[("content-type", &kind)], body).await
    };
    let first = send("one", "the roof").await;
    let second = send("two", "the roof").await;
    assert_eq!((first.status, second.status), (StatusCode::CREATED, StatusCode::OK));
    assert_eq!(first.json()["receipt_id"], second.json()["receipt_id"], "a browser makes another boundary each time");
    assert_eq!(send("three", "another roof").await.status, StatusCode::CONFLICT);
    assert_eq!(portico.get("/api/crm/leads").await.json()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_a_page_tells_by_itself_is_never_the_visitors_fault() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|form| form.success_url = Some("https://b\u{fc}cher.example/d\u{e4}nke".into())).await;
    let body = "email=ann%40example.com&utm_source=a&utm_source=b&timezone=Mars%2FBase&email_consent=0&email_consent=1";
    let body = format!("{body}&utm_campaign={}", "x".repeat(5_000));
    let sent = post(&portico, &form, &[BROWSER, URLENCODED], &body).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", text(&sent));
    assert_eq!(sent.headers["location"], "https://xn--bcher-kva.example/d%C3%A4nke", "as a browser would write it");
    let leads = portico.get("/api/crm/leads").await.json();
    let lead = portico.get(&format!("/api/crm/leads/{}", leads["items"][0]["id"].as_str().unwrap())).await.json();
    assert_eq!(lead["first_touch"]["utm"]["source"], "b", "{lead}");
    assert_eq!(
        (&lead["answers"], &lead["submissions"][0]["unread"]),
        (&json!({ "timezone": "Mars/Base" }), &json!(["timezone"]))
    );
}

#[tokio::test]
async fn names_of_our_own_cannot_be_a_forms_inputs() {
    let portico = Portico::signed_in().await;
    for name in ["email", "_mark", "submission_id", "utm_source"] {
        let form = json!({ "name": "a form", "honeypot": name });
        let refused = portico.post("/api/admin/forms", form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", refused.json());
    }
}

#[tokio::test]
async fn only_scripts_of_named_sites_may_send() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|form| form.allowed_origins = vec!["https://example.com".into()]).await;
    let path = format!("/forms/{form}");
    let body = json!({ "email": "ann@example.com" });
    let asked = portico.send("OPTIONS", &path, &[("origin", "https://example.com")], "").await;
    assert_eq!(
        (asked.status, asked.headers["access-control-allow-origin"].as_bytes()),
        (StatusCode::NO_CONTENT, &b"https://example.com"[..])
    );
    assert_eq!(
        portico.send("OPTIONS", &path, &[("origin", "https://evil.example")], "").await.status,
        StatusCode::FORBIDDEN
    );
    let sent = portico.submit(&form, &[("origin", "https://example.com")], &body).await;
    assert_eq!((sent.status, sent.headers["vary"].as_bytes()), (StatusCode::CREATED, &b"Origin, Accept"[..]));
    let wrong = portico.submit(&form, &[("origin", "https://example.com")], &json!({ "email": "x" })).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.headers["access-control-allow-origin"], "https://example.com", "a script may read what is wrong");
    for origin in ["https://evil.example", "null", "https://example.com.evil.example"] {
        let refused = portico.submit(&form, &[("origin", origin)], &body).await;
        assert_eq!((refused.status, &refused.json()["code"]), (StatusCode::FORBIDDEN, &json!("origin_not_allowed")));
        assert!(!refused.headers.contains_key("access-control-allow-origin"));
    }
    for own in [("http://localhost:8787", "abc.execute-api.example"), ("http://127.0.0.1:9", "127.0.0.1:9")] {
        let sent = portico.submit(&form, &[("origin", own.0), ("host", own.1)], &body).await;
        assert_eq!(sent.status, StatusCode::CREATED, "our own page at {own:?}");
    }
    let (open, _) = portico.form(|_| {}).await;
    let elsewhere = portico.submit(&open, &[("origin", "https://evil.example")], &body).await;
    assert_eq!(elsewhere.status, StatusCode::CREATED, "a plain form of any site may send");
    assert!(!elsewhere.headers.contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn spam_is_answered_like_a_lead_kept_and_can_be_released_once() {
    let portico = Portico::signed_in().await;
    let (form, secret) = portico
        .form(|form| {
            form.honeypot = Some("website".into());
            form.reveal = None;
        })
        .await;
    let real = portico.submit(&form, &[], &json!({ "email": "ann@example.com", "website": "" })).await;
    let long = "y".repeat(700);
    let bot = portico
        .submit(&form, &[], &json!({ "email": "bot@example.com", "website": "http://x", "message": long }))
        .await;
    assert_eq!(bot.status, real.status);
    let shape = |answer: &Answer| answer.json().as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!((shape(&bot), &bot.json()["disposition"]), (shape(&real), &json!("created")));
    for website in ["", "x"] {
        let wrong = portico.submit(&form, &[], &json!({ "email": "no address", "website": website })).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "what is wrong is told alike");
    }
    let late = json!({ "full_name": "Dee Moss", "website": "filled in by the browser" });
    let late = portico.submit(&form, &[], &late).await.json()["receipt_id"].as_str().unwrap().to_owned();
    let trusted =
        portico.submit(&form, &[("x-form-key", &secret)], &json!({ "email": "cat@example.com", "website": "x" })).await;
    assert!(trusted.json()["lead_id"].is_string(), "who holds the key is no machine of others");
    assert_eq!(portico.get("/api/crm/leads").await.json()["items"].as_array().unwrap().len(), 2);

    let waiting = portico.get("/api/receipts?disposition=quarantined").await.json();
    assert_eq!(waiting["items"].as_array().unwrap().len(), 2);
    let id = bot.json()["receipt_id"].as_str().unwrap().to_owned();
    let path = format!("/api/receipts/{id}");
    assert_eq!(portico.get(&path).await.json()["error"], "an input that people do not see was filled in");
    let foreseen = portico.post(&format!("{path}/replay"), json!({ "dry_run": true })).await.json();
    assert_eq!(
        (&foreseen["action"], &foreseen["changes"][0]["after"]),
        (&json!("create"), &json!("bot@example.com")),
        "{foreseen}"
    );
    let released = portico.post(&format!("{path}/release"), Value::Null).await;
    assert_eq!(
        (released.status, &released.json()["disposition"]),
        (StatusCode::OK, &json!("created")),
        "{}",
        released.json()
    );
    assert_eq!(portico.post(&format!("{path}/release"), Value::Null).await.json()["code"], "not_quarantined");
    let content = portico.get(&format!("/api/evidence/{id}/content")).await;
    assert!(text(&content).contains(&long), "its bytes are here still");
    assert_eq!(portico.get("/api/crm/leads").await.json()["items"].as_array().unwrap().len(), 3);

    let required =
        portico.call("PATCH", &format!("/api/admin/forms/{form}"), &[], &json!({ "required": ["email"] })).await;
    assert_eq!(required.status, StatusCode::OK);
    let released = portico.post(&format!("/api/receipts/{late}/release"), Value::Null).await.json();
    let lead = portico.get(&format!("/api/crm/leads/{}", released["lead_id"].as_str().unwrap())).await.json();
    assert_eq!(lead["full_name"], "Dee Moss", "who is gone cannot mend it");
}

#[tokio::test]
async fn who_fills_in_faster_than_people_do_is_quarantined() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|form| form.min_fill_seconds = Some(4)).await;
    let page = text(&portico.send("GET", &format!("/forms/{form}"), &[], "").await);
    let mark = hidden(&page, "_mark");
    let body = |name: &str, mark: &str| json!({ "email": format!("{name}@example.com"), "_mark": mark });
    portico.submit(&form, &[], &body("fast", &mark)).await;
    portico.submit(&form, &[], &json!({ "email": "none@example.com" })).await;
    portico.submit(&form, &[], &body("forged", &mark.replacen('1', "2", 1))).await;
    portico.world.advance(jiff::SignedDuration::from_secs(4));
    portico.submit(&form, &[], &body("person", &mark)).await;
    let leads = portico.get("/api/crm/contacts").await.json();
    let people: Vec<&str> =
        leads["items"].as_array().unwrap().iter().filter_map(|p| p["primary_email"].as_str()).collect();
    assert_eq!(people, ["person@example.com"]);
    let (other, _) = portico.form(|form| form.min_fill_seconds = Some(4)).await;
    portico.submit(&other, &[], &body("borrowed", &mark)).await;
    assert_eq!(portico.get("/api/receipts?state=quarantined").await.json()["items"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn an_address_sends_so_much_a_minute_and_not_more() {
    let portico = Portico::signed_in().await;
    let (form, secret) = portico.form(|form| form.rate_limit = Some(3)).await;
    let from = |ip: &str, n: u32, key: Option<&str>| {
        let mut headers = json!({ "content-type": "application/json" });
        if let Some(key) = key {
            headers["x-form-key"] = json!(key);
        }
        json!({
            "version": "2.0", "routeKey": "$default", "rawPath": format!("/forms/{form}"), "rawQueryString": "",
            "headers": headers, "isBase64Encoded": false, "body": json!({ "email": format!("p{n}@example.com") }).to_string(),
            "requestContext": { "accountId": "1", "apiId": "a", "stage": "$default", "requestId": "r", "time": "", "timeEpoch": 0,
                "http": { "method": "POST", "path": "/forms", "protocol": "HTTP/1.1", "sourceIp": ip, "userAgent": "" } },
        })
    };
    let play = async |event: Value| {
        let event = serde_json::value::to_raw_value(&event).unwrap();
        form_webhook::function().invoke(portico.app(), &event).await.unwrap()
    };
    for n in 0..3 {
        assert_eq!(play(from("203.0.113.7", n, None)).await["statusCode"], 201);
    }
    let refused = play(from("203.0.113.7", 3, None)).await;
    assert_eq!((&refused["statusCode"], &refused["headers"]["retry-after"]), (&json!(429), &json!("60")));
    assert_eq!(play(from("203.0.113.8", 4, None)).await["statusCode"], 201, "another address");
    assert_eq!(play(from("203.0.113.7", 5, Some(&secret))).await["statusCode"], 201, "a server with the key");
    portico.world.advance(jiff::SignedDuration::from_secs(60));
    assert_eq!(play(from("203.0.113.7", 6, None)).await["statusCode"], 201, "the next minute");
}

#[tokio::test]
async fn a_form_can_be_tried_and_put_on_a_site() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|form| form.field_map = [("Mail".to_owned(), "email".to_owned())].into()).await;
    let path = format!("/api/admin/forms/{form}");
    let tried =
        portico.post(&format!("{path}/test"), json!({ "fields": { "Mail": "Ann@Example.com", "roof": "flat" } })).await;
    assert_eq!(tried.status, StatusCode::OK, "{}", tried.json());
    let tried = tried.json();
    assert_eq!(
        (&tried["fields"]["email"], &tried["answers"], &tried["disposition"]),
        (&json!("ann@example.com"), &json!({ "roof": "flat" }), &json!("created"))
    );
    let wrong = portico.post(&format!("{path}/test"), json!({ "fields": { "Mail": "nobody" } })).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(portico.get("/api/receipts").await.json()["items"], json!([]), "nothing is kept");
    let embed = portico.get(&format!("{path}/embed")).await.json();
    assert!(embed["html"].as_str().unwrap().contains("name=\"email\""), "{embed}");
    assert!(embed["frame"].as_str().unwrap().contains(&format!("/forms/{form}")), "{embed}");
}
