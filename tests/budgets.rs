//! What each operation may cost, in round trips and capacity units: the second table of `docs/performance.md`.

use serde_json::{Value, json};
use shared::{
    audit,
    event::{Actor, Announcement},
    identity::View,
    integrations::DuplicatePolicy,
    pipeline::Lead,
    store::{Key, ListRequest, ListRow, Operation, facet_place},
    workflow::Policy,
};

use crate::support::{Portico, website};

/// Trips, write units and read units since the notes were last taken.
fn spent(portico: &Portico) -> (usize, f64, f64) {
    let operations = portico.world.meter.take();
    let units = |writes: bool| operations.iter().filter(|o| o.writes() == writes).map(|o: &Operation| o.units).sum();
    (operations.len(), units(true), units(false))
}

async fn submission(portico: &Portico, form: &str, body: Value) -> (usize, f64, f64) {
    portico.world.meter.take();
    let answer = portico.submit(form, &[], &body).await;
    assert!(answer.status.is_success() || answer.status == 409, "{}", answer.json());
    spent(portico)
}

fn assert_within(what: &str, spent: (usize, f64, f64), trips: usize, writes: f64, reads: f64) {
    println!("{what}: {} trips, {} write units, {} read units", spent.0, spent.1, spent.2);
    assert!(spent.0 <= trips && spent.1 <= writes && spent.2 <= reads, "{what} cost {spent:?}");
}

/// A form that is read already: its configuration is cached for a minute.
async fn warm(portico: &Portico) -> String {
    let (form, _) = portico.form(|_| {}).await;
    submission(portico, &form, json!({ "email": "first@example.com" })).await;
    form
}

#[tokio::test]
async fn a_form_lead_of_a_new_person() {
    let portico = Portico::signed_in().await;
    let form = warm(&portico).await;
    let plain = json!({ "email": "ann@example.com", "full_name": "Ann Lee" });
    assert_within("form lead, new person", submission(&portico, &form, plain).await, 2, 16.0, 2.0);
    let both = json!({ "email": "bob@example.com", "phone": "+442079460018", "full_name": "Bob Lee" });
    assert_within("form lead, two contact points", submission(&portico, &form, both).await, 2, 18.0, 3.0);
    let message = json!({ "email": "cat@example.com", "full_name": "Cat Lee", "message": "A flat roof, please." });
    assert_within("form lead with a message", submission(&portico, &form, message).await, 2, 18.0, 2.0);
}

#[tokio::test]
async fn a_form_lead_of_a_person_who_is_known() {
    let portico = Portico::signed_in().await;
    let form = warm(&portico).await;
    let again = json!({ "email": "first@example.com" });
    assert_within("form lead, attached", submission(&portico, &form, again).await, 2, 10.0, 2.0);
    let (reject, _) = portico.form(|form| form.duplicate_policy = DuplicatePolicy::Reject).await;
    submission(&portico, &reject, json!({ "email": "first@example.com" })).await;
    let again = json!({ "email": "first@example.com" });
    assert_within("form lead, rejected", submission(&portico, &reject, again).await, 2, 8.0, 2.0);
}

#[tokio::test]
async fn what_follows_from_a_form_lead() {
    let portico = Portico::signed_in().await;
    portico.world.settle().await.unwrap();
    const LEADS: usize = 20;
    for n in 0..LEADS {
        let body = json!({ "email": format!("p{n}@example.com"), "full_name": format!("Ann Lee{n}") });
        portico.submit(&website(), &[], &body).await;
    }
    portico.world.meter.take();
    let seen = portico.world.events().await.unwrap();
    portico.world.settle().await.unwrap();
    let (_, writes, reads) = spent(&portico);
    println!("{} events: {writes} write units, {reads} read units", seen.records.len());
    assert!((writes + reads) / LEADS as f64 <= 9.0, "{} units a lead", (writes + reads) / LEADS as f64);
}

#[tokio::test]
async fn lists_and_single_records() {
    let portico = Portico::signed_in().await;
    let (tagged, _) = portico.form(|form| form.tags = vec!["roof".into()]).await;
    for n in 0..60 {
        portico
            .submit(&tagged, &[], &json!({ "email": format!("p{n}@example.com"), "full_name": format!("Ann {n}") }))
            .await;
    }
    portico.world.settle().await.unwrap();
    portico.get("/api/crm/leads?limit=1").await;
    portico.world.meter.take();
    portico.get("/api/crm/leads?limit=50").await;
    assert_within("list of 50, all", spent(&portico), 1, 0.0, 4.0);
    portico.get("/api/crm/leads?limit=50&tag=roof").await;
    assert_within("list of 50, one predicate", spent(&portico), 1, 0.0, 4.0);
    portico.get("/api/crm/leads?limit=50&tag=roof&lifecycle=new").await;
    assert_within("list of 50, two predicates", spent(&portico), 4, 0.0, 16.0);
    portico.get("/api/auth/me").await;
    assert_within("authorised request, past the cache", spent(&portico), 1, 0.0, 2.0);
    portico.world.advance(jiff::SignedDuration::from_secs(61));
    portico.get("/api/crm/leads?limit=1").await;
    let asked: Vec<Operation> = portico.world.meter.take().into_iter().filter(|o| o.name == "BatchGetItem").collect();
    println!("authorised request, once a minute: {} trips, {} read units", asked.len(), asked[0].units);
    assert!(asked.len() == 1 && asked[0].units <= 1.0, "{asked:?}");
    portico.world.advance(jiff::SignedDuration::from_secs(61));
    portico.get("/api/crm/dashboard").await;
    assert_within("dashboard, with its authorisation", spent(&portico), 4, 0.0, 12.0);
}

#[tokio::test]
async fn lists_of_what_some_people_own() {
    let portico = Portico::signed_in().await;
    let team = portico.post("/api/admin/teams", json!({ "name": "North" })).await.json();
    let (id, path) = (team["id"].as_str().unwrap(), |id: &str| format!("/api/admin/users/{id}"));
    let ann = portico.somebody("user", Some(id)).await;
    let store = &portico.app().store;
    let mut members = vec![ann.id.clone()];
    for number in 0..24 {
        let user =
            json!({ "email": format!("m{number}@example.com"), "full_name": "M", "role": "user", "team_id": id });
        members.push(portico.post("/api/admin/users", user).await.json()["id"].as_str().unwrap().to_owned());
    }
    // Rows as the stream would have written them.
    for number in 0..2_000_u32 {
        let owner = &members[number as usize % members.len()];
        let l = json!({ "id": number, "owner_id": owner, "lifecycle": "new", "full_name": "Ann Lee of Long Street" });
        let at = portico.app().now().plus(jiff::SignedDuration::from_secs(number.into()));
        let row = ListRow { l: l.as_object().unwrap().clone(), v: 1 };
        store.put_row(&facet_place("LEAD", "owner", owner, &Key::timed(at, number)), &row).await.unwrap();
    }
    let page = async |query: &str| {
        portico.ask(&ann, "GET", "/api/crm/leads?limit=1", &Value::Null).await;
        portico.world.meter.take();
        let page = portico.ask(&ann, "GET", &format!("/api/crm/leads?limit=50{query}"), &Value::Null).await.json();
        (page["items"].as_array().unwrap().len(), spent(&portico))
    };
    let (items, cost) = page("").await;
    assert_eq!(items, 50);
    assert_within("list of 50, one's own", cost, 1, 0.0, 4.0);
    portico.call("PATCH", &path(&ann.id), &[], &json!({ "grants": { "leads:read": "team" } })).await;
    let (items, cost) = page("").await;
    assert!(items >= 25, "{items} of 50");
    // Two to learn whose records these are, then one a member, in parallel.
    assert_within("list of 50, of a team of 25", cost, 27, 0.0, 16.0);
    let (items, cost) = page("&lifecycle=won").await;
    assert_eq!(items, 0);
    assert_within("list of 50, of a team of 25, filtered", cost, 102, 0.0, 16.0);
}

#[tokio::test]
async fn heads_stay_small() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|form| form.tags = vec!["roof".into(), "spring campaign".into()]).await;
    let body = json!({
        "first_name": "Wolfeschlegelstein", "last_name": "Hausenbergerdorff", "company": "Long Name & Sons Roofing Ltd",
        "email": "wolfe.hausenbergerdorff@long-name-roofing.example.com", "phone": "+442079460018", "budget": "between 5 and 10k",
        "project_type": "flat roof", "timezone": "America/Argentina/Buenos_Aires",
    });
    portico.submit(&form, &[], &body).await;
    let scan = portico.app().store.client().scan().table_name(portico.app().store.table()).send().await.unwrap();
    for item in scan.items() {
        // A counter of a limit is no record.
        let Some(kind) = item.get("_type").map(|kind| kind.as_s().unwrap()) else { continue };
        let size: usize = item.iter().map(|(name, value)| name.len() + size_of(value)).sum();
        println!("{kind}: {size} bytes");
        if ["lead", "person"].contains(&kind.as_str()) {
            assert!(size <= 900, "a {kind} has {size} bytes");
        }
    }
}

/// As DynamoDB counts it.
fn size_of(value: &aws_sdk_dynamodb::types::AttributeValue) -> usize {
    use aws_sdk_dynamodb::types::AttributeValue as A;
    match value {
        A::S(text) => text.len(),
        A::N(digits) => digits.len() / 2 + 2,
        A::B(bytes) => bytes.as_ref().len(),
        A::Bool(_) | A::Null(_) => 1,
        A::L(values) => 3 + values.iter().map(|value| 1 + size_of(value)).sum::<usize>(),
        A::M(fields) => 3 + fields.iter().map(|(name, value)| 1 + name.len() + size_of(value)).sum::<usize>(),
        _ => 0,
    }
}

#[tokio::test]
async fn what_more_a_door_costs() {
    let portico = Portico::signed_in().await;
    // The page's mark and the limit are signed with a secret that is read once.
    let (limited, _) = portico.form(|form| form.rate_limit = Some(100)).await;
    let submit = async |n: u32| {
        let event = serde_json::value::to_raw_value(&json!({
            "version": "2.0", "routeKey": "$default", "rawPath": format!("/forms/{limited}"), "rawQueryString": "",
            "headers": { "content-type": "application/json" }, "isBase64Encoded": false,
            "body": json!({ "email": format!("p{n}@example.com"), "full_name": "Ann Lee" }).to_string(),
            "requestContext": { "accountId": "1", "apiId": "a", "stage": "$default", "requestId": "r", "time": "", "timeEpoch": 0,
                "http": { "method": "POST", "path": "/forms", "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7", "userAgent": "" } },
        }));
        let answer = form_webhook::function().invoke(portico.app(), &event.unwrap()).await.unwrap();
        assert_eq!(answer["statusCode"], 201, "{answer}");
        spent(&portico)
    };
    submit(1).await;
    assert_within("form lead with a rate limit", submit(2).await, 3, 17.0, 2.0);

    let (plain, _) = portico.form(|form| form.honeypot = Some("trap".into())).await;
    submission(&portico, &plain, json!({ "email": "warm@example.com" })).await;
    let spam = json!({ "email": "bot@example.com", "trap": "x" });
    assert_within("quarantined", submission(&portico, &plain, spam).await, 1, 8.0, 0.0);
    portico.world.meter.take();
    let part = "--x\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\nfile@example.com\r\n\
                --x\r\nContent-Disposition: form-data; name=\"plan\"; filename=\"a.txt\"\r\n\r\nNorth\r\n--x--\r\n";
    let headers = [("content-type", "multipart/form-data; boundary=x")];
    portico.send("POST", &format!("/forms/{plain}"), &headers, part).await;
    assert_within("form lead with a file", spent(&portico), 2, 20.0, 2.0);

    shared::setup::sample_forms(portico.app()).await.unwrap();
    let hook = |name: &str| {
        let file = format!("{}/../events/form-webhook.{name}.json", env!("CARGO_MANIFEST_DIR"));
        serde_json::from_str::<Box<serde_json::value::RawValue>>(&std::fs::read_to_string(file).unwrap()).unwrap()
    };
    let play = async |name: &str| {
        let answer = form_webhook::function().invoke(portico.app(), &hook(name)).await.unwrap();
        assert_eq!(answer["statusCode"], 200, "{answer}");
        spent(&portico)
    };
    play("google-ads-test").await;
    assert_within("lead of a provider, two contact points and answers", play("google-ads").await, 2, 22.0, 3.0);
    play("calcom").await;
    assert_within("booking, moved", play("calcom-moved").await, 3, 15.0, 5.0);
    let app = portico.app();
    // Remembered like a form's.
    app.settings.secrets(app, &shared::settings::FACEBOOK_APP_SECRET).await.unwrap();
    portico.world.meter.take();
    let facebook = play("facebook").await;
    assert_within("two leads of Facebook, before the answers are fetched", facebook, 2, 16.0, 0.0);
}

#[tokio::test]
async fn the_audit_trail() {
    let portico = Portico::signed_in().await;
    let store = &portico.app().store;
    let made = portico.submit(&website(), &[], &json!({ "email": "ann@example.com", "full_name": "Ann Lee" })).await;
    assert!(made.status.is_success());
    let listed = portico.get("/api/crm/leads").await.json();
    let lead = store.load::<Lead>(&listed["items"][0]["id"].as_str().unwrap().parse().unwrap()).await.unwrap();
    let event = async |tags: &str| {
        let read = store.load::<Lead>(&lead.id).await.unwrap();
        let next = Lead { tags: vec![tags.repeat(30)], ..read.value.clone() };
        let announcement = Announcement::about("updated", &next, Actor::System("test"));
        store.tx().update(&read, &next).commit(announcement).await.unwrap();
        portico.world.advance(jiff::SignedDuration::from_millis(3));
    };
    for n in 0..120 {
        event(&format!("{n:03}")).await;
    }
    let list = async |filters: &[(&str, &str)], limit: usize| {
        let filters = filters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        portico.world.meter.take();
        let request = ListRequest { partition: None, filters, limit, cursor: None };
        let listing =
            serde_json::to_value(audit::list(portico.app(), &View::everything(), &request).await.unwrap()).unwrap();
        (listing["items"].as_array().unwrap().len(), spent(&portico))
    };
    list(&[], 1).await;
    let (found, cost) = list(&[("entity", "lead"), ("id", &lead.id.to_string())], 25).await;
    assert_eq!(found, 25);
    assert_within("25 events of a record", cost, 1, 0.0, 16.0);
    let (found, cost) = list(&[("actor", "system:test")], 25).await;
    assert_eq!(found, 25);
    assert_within("25 events of an actor", cost, 2, 0.0, 16.0);
    let (found, cost) = list(&[], 25).await;
    assert!(found > 15, "{found}");
    assert_within("25 events by time: four partitions at once, and a batch", cost, 5, 0.0, 16.0);
    // Hours with one Event each, sealed: the worst a page can meet.
    for _ in 0..20 {
        portico.world.advance(jiff::SignedDuration::from_hours(2));
        event("x").await;
    }
    for _ in 0..2 {
        audit::seal_hours(portico.app()).await.unwrap();
    }
    let (found, cost) = list(&[], 25).await;
    assert!(found > 3, "{found}");
    assert_within("events by time, in hours with one each", cost, 3 + 8 * 4, 0.0, 16.0);
}

#[tokio::test]
async fn a_text_and_what_is_approved_of_it() {
    let portico = Portico::signed_in().await;
    let off = format!("/api/workflow/policies/{}", Policy::defaults()[0].id);
    portico.call("PATCH", &off, &[], &json!({ "is_active": false })).await;
    portico.post("/api/crm/leads/parse", json!({ "text": "x" })).await;
    portico.world.meter.take();
    portico.post("/api/crm/leads/parse", json!({ "text": crate::proposing::SARAH })).await;
    assert_within("a text is taken in, and who asks is looked up", spent(&portico), 3, 14.0, 3.0);
    let approve = async |text: &str, name: &str, writes: f64| {
        let read = portico.post("/api/crm/leads/parse?wait=true", json!({ "text": text })).await.json();
        let proposal = &read["proposals"][0];
        let path = format!("/api/workflow/writebacks/{}/approve", proposal["id"].as_str().unwrap());
        portico.world.meter.take();
        let done = portico.post(&path, json!({ "hash": proposal["hash"] })).await.json();
        assert_eq!(done["status"], "executed", "{done}");
        // One to look up who asks, three for the writeback, one to show it.
        assert_within(name, spent(&portico), 5, writes, 16.0);
    };
    approve("I'm Ann Lee, ann@example.com, need a roof", "approving a new lead of a new person", 28.0).await;
    approve("ann@example.com has a budget of 9k", "approving a change", 18.0).await;
}

#[tokio::test]
async fn a_minute_in_which_nothing_happens() {
    let portico = Portico::signed_in().await;
    portico.world.settle().await.unwrap();
    let sweep: Box<serde_json::value::RawValue> = serde_json::from_str(r#"{"schedule":"sweep"}"#).unwrap();
    let minute = jiff::SignedDuration::from_mins(1);
    // At nine o'clock there were Events: the hour that follows seals them.
    for _ in 0..15 {
        portico.world.advance(minute);
        stream_fanout::function().invoke(portico.app(), &sweep).await.unwrap();
    }
    portico.world.meter.take();
    let (mut trips, mut writes, mut reads) = (0, 0.0, 0.0);
    for _ in 0..60 {
        portico.world.advance(minute);
        stream_fanout::function().invoke(portico.app(), &sweep).await.unwrap();
        let spent = spent(&portico);
        (trips, writes, reads) = (trips + spent.0, writes + spent.1, reads + spent.2);
    }
    println!("an idle hour: {trips} trips, {writes} write units, {reads} read units");
    assert!(writes <= 60.0 && reads <= 600.0, "an idle hour cost {trips} trips, {writes} and {reads} units");
}
