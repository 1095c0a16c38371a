//! The rules of lists: pages, cursors, filters, and what they may cost.

use std::collections::BTreeSet;

use http::StatusCode;
use jiff::SignedDuration;
use serde_json::json;
use shared::store::{Key, ListRow, facet_place};

use crate::support::{Portico, website};

async fn with_leads(count: usize) -> Portico {
    let portico = Portico::signed_in().await;
    let (tagged, _) = portico.form(|form| form.tags = vec!["even".into()]).await;
    for n in 0..count {
        let form = if n % 2 == 0 { tagged.clone() } else { website() };
        portico
            .submit(&form, &[], &json!({ "email": format!("p{n}@example.com"), "full_name": format!("P {n}") }))
            .await;
        portico.world.advance(SignedDuration::from_millis(5));
    }
    portico.world.settle().await.unwrap();
    portico.world.meter.take();
    portico
}

#[tokio::test]
async fn pages_follow_each_other_newest_first_without_gap_or_repeat() {
    let portico = with_leads(23).await;
    for query in ["", "&tag=even", "&lifecycle=new", "&lifecycle=new&tag=even"] {
        let (mut seen, mut cursor, mut last) = (BTreeSet::new(), String::new(), "z".to_owned());
        for page in 0.. {
            let answer = portico.get(&format!("/api/crm/leads?limit=5{query}{cursor}")).await.json();
            let items = answer["items"].as_array().unwrap();
            assert!(items.len() <= 5);
            for item in items {
                let at = item["created_at"].as_str().unwrap().to_owned();
                assert!(at <= last, "newest first");
                last = at;
                assert!(seen.insert(item["id"].to_string()), "{query}: twice on page {page}");
            }
            match answer["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(seen.len(), if query.contains("tag") { 12 } else { 23 }, "{query}");
    }
}

#[tokio::test]
async fn a_cursor_is_good_for_its_own_query_only() {
    let portico = with_leads(4).await;
    let tagged =
        portico.get("/api/crm/leads?limit=1&tag=even").await.json()["next_cursor"].as_str().unwrap().to_owned();
    let cursor = portico.get("/api/crm/leads?limit=1").await.json()["next_cursor"].as_str().unwrap().to_owned();
    for path in [
        format!("/api/crm/leads?limit=1&tag=even&cursor={cursor}"),
        format!("/api/crm/leads?limit=1&tag=ever&cursor={tagged}"),
        format!("/api/crm/contacts?limit=1&cursor={cursor}"),
        format!("/api/crm/leads?limit=1&cursor={}A", &cursor[..cursor.len() - 1]),
        "/api/crm/leads?cursor=nonsense".to_owned(),
    ] {
        let answer = portico.get(&path).await;
        assert_eq!((answer.status, &answer.json()["code"]), (StatusCode::BAD_REQUEST, &json!("bad_cursor")), "{path}");
    }
}

#[tokio::test]
async fn a_filter_that_no_index_serves_is_refused_with_those_that_are() {
    let portico = Portico::signed_in().await;
    let refused = portico.get("/api/crm/leads?budget=5").await;
    assert_eq!((refused.status, &refused.json()["code"]), (StatusCode::BAD_REQUEST, &json!("filter_not_indexed")));
    assert!(refused.json()["detail"].as_str().unwrap().contains("lifecycle, owner_id, source, tag"));
    for bad in ["limit=0", "limit=101", "limit=x"] {
        assert_eq!(portico.get(&format!("/api/crm/leads?{bad}")).await.status, StatusCode::BAD_REQUEST, "{bad}");
    }
    assert_eq!(portico.get("/api/receipts?month=March").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(portico.get("/api/receipts?month=2026-03").await.status, StatusCode::OK);
    assert_eq!(portico.get("/api/crm/contacts?name=a").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_page_that_finds_nothing_costs_no_more_than_any_other_and_goes_on() {
    let portico = Portico::signed_in().await;
    let store = &portico.app().store;
    // Rows of two facets that have no lead in common, as a stream would have written them.
    for n in 0..900_u32 {
        for (facet, value, l) in [
            ("lifecycle", "won", json!({ "id": n, "lifecycle": "won", "full_name": "x".repeat(150) })),
            ("tag", "vip", json!({ "id": n, "tags": ["vip"], "full_name": "x".repeat(150) })),
        ] {
            let order = Key::timed(portico.app().now().plus(SignedDuration::from_secs(n.into())), n);
            let row = ListRow { l: l.as_object().unwrap().clone(), v: 1 };
            store.put_row(&facet_place("LEAD", facet, value, &order), &row).await.unwrap();
        }
    }
    let mut path = "/api/crm/leads?lifecycle=won&tag=vip".to_owned();
    portico.get(&path).await;
    for page in 0.. {
        portico.world.meter.take();
        let answer = portico.get(&path).await.json();
        let spent = portico.world.meter.take();
        let queries: Vec<f64> = spent.iter().filter(|o| o.name == "Query").map(|o| o.units).collect();
        assert!(queries.len() <= 4 && queries.iter().sum::<f64>() <= 16.0, "page {page}: {queries:?}");
        assert_eq!(answer["items"], json!([]));
        match answer["next_cursor"].as_str() {
            Some(next) => path = format!("/api/crm/leads?lifecycle=won&tag=vip&cursor={next}"),
            None => {
                assert!(page > 0, "900 rows are more than one request may read");
                break;
            }
        }
    }
}

#[tokio::test]
async fn receipts_are_listed_by_month_and_each_page_says_where_to_go_on() {
    let portico = Portico::signed_in().await;
    portico.submit(&website(), &[], &json!({ "email": "march@example.com" })).await;
    portico.world.advance(SignedDuration::from_hours(24 * 31));
    let portico = portico.sign_in_again().await;
    portico.submit(&website(), &[], &json!({ "email": "april@example.com" })).await;
    let now = portico.get("/api/receipts").await.json();
    assert_eq!((&now["month"], now["items"].as_array().unwrap().len()), (&json!("2026-04"), 1));
    let before = portico.get(&format!("/api/receipts?month={}", now["month_before"].as_str().unwrap())).await.json();
    assert_eq!((&before["month"], before["items"].as_array().unwrap().len()), (&json!("2026-03"), 1));
    assert_eq!(portico.get("/api/receipts?month=2026-01").await.json()["month_before"], "2025-12");
    for wrong in ["2026-13", "2026-0", "26-03", "2026-00", "x"] {
        assert_eq!(
            portico.get(&format!("/api/receipts?month={wrong}")).await.status,
            StatusCode::BAD_REQUEST,
            "{wrong}"
        );
    }
}
