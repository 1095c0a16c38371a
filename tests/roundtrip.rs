//! Every record type goes into the table and comes out as it was.

use std::collections::BTreeSet;

use serde_json::json;
use shared::{
    BusinessTime, Id, WallTime,
    audit::{ChainHead, Hash, Leaves, Seal},
    entities::KINDS,
    event::{Actor, Announcement, Event},
    evidence::{Evidence, EvidenceBytes, EvidencePart, Holder},
    fanout::Watermark,
    identity::{
        ApiKey, Login, Password, PasswordLink, Purpose, Role, RoleInput, Scope, Session, Team, TeamInput, User,
    },
    integrations::{Disposition, Form, FormInput, FormMapping, Provider, Receipt, ReceiptState},
    outbox::{Outgoing, SandboxMessage, sandboxed},
    people::{Claim, ContactPoint, Person},
    pipeline::{
        Booking, BookingNews, BookingStatus, BookingUid, Budget, Consent, Ingress, Intake, IntakeFile, Lead, Lifecycle,
        Source, Touch,
    },
    secrets::{DataKey, LiveSecret},
    settings::SettingValue,
    store::{Answered, CursorKey, Entity, Idempotency},
    testing::world,
};

const AT: i64 = 1_772_442_000_123;

fn person() -> Person {
    Person {
        id: Id::derived(&["person"]),
        full_name: Some("Ann O'Lee #1 ~ 100%".into()),
        given_name: Some("Ann".into()),
        family_name: None,
        primary_email: Some("ann@example.com".into()),
        primary_phone: None,
        emails: vec!["ann@example.com".into(), "#~%@example.com".into()],
        phones: Vec::new(),
        company: Some("Œuvre & Söhne".into()),
        timezone: Some("Europe/Berlin".into()),
        owners: [(Id::derived(&["user"]), 2)].into(),
    }
}

fn lead() -> Lead {
    Lead {
        id: Id::derived(&["lead"]),
        person_id: Id::derived(&["person"]),
        full_name: None,
        lifecycle: Lifecycle::Won,
        owner_id: Some(Id::derived(&["user"])),
        tags: vec!["a#b".into(), "~".into()],
        budget: Some(Budget::read("$5-10k", None)),
        project_type: Some("roof".into()),
        source: Source {
            ingress: Ingress::Form,
            channel: None,
            business_source: Some("referral".into()),
            discovery_channel: None,
        },
        form_id: None,
        receipt_id: Some(Id::derived(&["receipt"])),
        inquiries: 3,
    }
}

fn intake() -> Intake {
    let answers = json!({ "n": 1e200, "list": [null, true, { "deep": "x" }], "empty": "" });
    let mut intake = Intake::new(Id::derived(&["lead"]), Id::derived(&["receipt"]), BusinessTime::from_millis(AT));
    intake.message = Some("two\nlines\u{0}".into());
    intake.cut = vec!["essay".into()];
    intake.touch = Touch { utm: [("source".into(), "ads".into())].into(), gclid: Some("g".into()), referrer: None };
    intake.consents = vec![Consent { channel: "sms".into(), granted: false }];
    intake.unclaimed = vec!["+442079460958".into()];
    intake.unread = vec!["phone".into()];
    let evidence_id = Id::derived(&["part"]);
    intake.files = vec![IntakeFile { field: "plan".into(), name: None, evidence_id }];
    intake.with_answers(answers.as_object().unwrap()).unwrap()
}

fn receipt() -> Receipt {
    Receipt {
        id: Id::derived(&["receipt"]),
        source: "form".into(),
        form_id: Some(Id::derived(&["form"])),
        mapping_version: Some(3),
        received_at: BusinessTime::from_millis(AT),
        state: ReceiptState::Received,
        disposition: Some(Disposition::Conflict),
        lead_id: None,
        person_id: Some(Id::derived(&["person"])),
        evidence: Evidence::describe("text/plain", &vec![0, 159, 146, 150].into(), Holder::Final, 2048),
        attempts: 2,
        next_at: Some(BusinessTime::from_millis(AT)),
        error: Some("not yet".into()),
    }
}

fn session() -> Session {
    serde_json::from_value(json!({
        "id": Id::<Session>::derived(&["session"]), "user_id": Id::<User>::derived(&["user"]), "family": "f",
        "access": [{ "hash": "h", "expires_at": WallTime::from_millis(AT) }], "refresh": ["r"],
        "used": [["u", WallTime::from_millis(AT)]], "expires_at": WallTime::from_millis(AT), "user_agent": "curl",
        "ended_at": WallTime::from_millis(AT),
    }))
    .unwrap()
}

fn api_key() -> ApiKey {
    ApiKey {
        id: Id::derived(&["key"]),
        name: "Bot".into(),
        key_prefix: "pk_AAAAAAA".into(),
        hash: "h".into(),
        user_id: Id::derived(&["user"]),
        issued_by: Id::derived(&["owner"]),
        scopes: vec!["leads:read".into()],
        expires_at: Some(WallTime::from_millis(AT)),
        revoked_at: None,
        last_used_at: Some(WallTime::from_millis(AT)),
    }
}

fn part() -> EvidencePart {
    EvidencePart {
        id: Id::derived(&["part"]),
        receipt_id: Id::derived(&["receipt"]),
        field: Some("plan".into()),
        file_name: Some("plan \u{202e}.pdf".into()),
        evidence: Evidence::within("application/pdf", &b"0123456789".as_slice().into(), 2..5),
    }
}

fn booking_news() -> BookingNews {
    BookingNews {
        uid: "u".into(),
        previous_uid: None,
        status: BookingStatus::Requested,
        title: Some("Call".into()),
        starts_at: Some(BusinessTime::from_millis(AT)),
        ends_at: None,
        location: Some("Room 1".into()),
        reason: None,
    }
}

struct Trip {
    world: shared::testing::World,
    done: BTreeSet<&'static str>,
}

impl Trip {
    async fn there_and_back<E: Entity + PartialEq + std::fmt::Debug>(&mut self, value: E) {
        let store = &self.world.app.store;
        store.tx().create(&value).commit_unannounced("a test").await.unwrap();
        let read = store.load::<E>(&value.reference()).await.unwrap();
        assert_eq!(read.value, value);
        assert_eq!((read.meta.version, read.meta.created_at), (1, self.world.app.now()));
        self.done.insert(E::TYPE);
    }
}

#[tokio::test]
async fn every_record_type_comes_out_as_it_went_in() {
    let mut trip = Trip { world: world().await, done: BTreeSet::new() };
    let app = trip.world.app.clone();
    let user = User {
        id: Id::derived(&["user"]),
        email: "a@example.com".into(),
        full_name: "A".into(),
        role: "roofers".into(),
        grants: [("leads:read", Scope::Own)].into(),
        team_id: Some(Id::derived(&["team"])),
        avatar_url: Some("https://example.com/a.png".into()),
        joined_at: Some(BusinessTime::from_millis(AT)),
        last_login_at: None,
        sessions_epoch: 3,
        is_active: false,
    };
    let announcement = Announcement::new("user.created", &user, Actor::Form(Id::derived(&["form"])))
        .correlated("c")
        .because_of(Id::derived(&["evidence"]));
    let change = shared::event::Change::updated(&user, &User { full_name: "B".into(), ..user.clone() }).unwrap();
    let event = Event::new(app.id(), announcement, change.into_iter().collect(), &app.random).unwrap();
    let message = Outgoing {
        id: Id::derived(&["m"]),
        channel: "email".into(),
        to: "a@b.c".into(),
        subject: None,
        body: "b".into(),
    };
    trip.there_and_back(person()).await;
    trip.there_and_back(lead()).await;
    trip.there_and_back(intake()).await;
    trip.there_and_back(receipt()).await;
    trip.there_and_back(session()).await;
    trip.there_and_back(user).await;
    trip.there_and_back(event).await;
    trip.there_and_back(Login { email: "a@example.com".into(), user_id: Id::derived(&["user"]) }).await;
    trip.there_and_back(Password { user_id: Id::derived(&["user"]), hash: "h".into() }).await;
    let form = Form::new(&app, Id::derived(&["form"]), FormInput::named("F")).await.unwrap().0;
    trip.there_and_back(FormMapping::of(&form)).await;
    trip.there_and_back(form).await;
    trip.there_and_back(part()).await;
    trip.there_and_back(Booking::new(Provider::Calcom, &booking_news())).await;
    let uid = BookingUid { provider: Provider::Calendly, uid: "https://x/#1".into(), booking_id: Id::derived(&["b"]) };
    trip.there_and_back(uid).await;
    trip.there_and_back(EvidenceBytes { id: Id::derived(&["receipt"]), bytes: vec![0, 255].into() }).await;
    let claim = ContactPoint::Phone("+1".into());
    trip.there_and_back(Claim { point: claim, person_id: Id::derived(&["person"]), open_lead_id: None }).await;
    let mut key = Idempotency::new(Id::derived(&["user"]), "/r", "k#".into(), "b".into(), app.wall_now());
    let ids = [("lead_id".to_owned(), "id".to_owned())].into();
    key.answered = Some(Answered { status: 201, location: Some("/r/1".into()), etag: None, ids });
    trip.there_and_back(key).await;
    trip.there_and_back(api_key()).await;
    let grants = [("leads:read", Scope::Team)].into();
    let input = RoleInput { name: "roofers".into(), description: "On the roof".into(), grants };
    trip.there_and_back(Role { id: Role::id_of("roofers"), input, is_predefined: false }).await;
    let input = TeamInput { name: "North".into(), manager_id: Some(Id::derived(&["user"])) };
    trip.there_and_back(Team { id: Id::derived(&["team"]), input, size: 3 }).await;
    let expires_at = WallTime::from_millis(AT);
    let (user_id, hash) = (Id::derived(&["user"]), Some("h".into()));
    trip.there_and_back(PasswordLink { user_id, purpose: Purpose::Invitation, hash, expires_at }).await;
    trip.there_and_back(DataKey { wrapped: "d3JhcHBlZA==".into() }).await;
    let secrets = vec![LiveSecret::sealed(&app, "setting/s", "whsec").await.unwrap()];
    trip.there_and_back(SettingValue { key: "s".into(), value: Some(json!(["a", ""])), secrets }).await;
    trip.there_and_back(SandboxMessage { message, sent_at: app.now() }).await;
    let (hour, hash) = (app.now(), Hash::of(&[b"x"]));
    trip.there_and_back(ChainHead { since: hour, next: hour, chain: hash }).await;
    trip.there_and_back(Seal { hour, events: u64::MAX, root: hash, previous: hash, chain: hash }).await;
    trip.there_and_back(Leaves { hour, beginnings: "abcde".into() }).await;
    trip.there_and_back(Watermark { hour: app.now(), checked: [("0".to_owned(), "id".to_owned())].into() }).await;
    app.cursors.seal(&app.store, "q", &Default::default()).await.unwrap();
    assert!(app.store.get::<CursorKey>(&()).await.unwrap().is_some());
    trip.done.insert(CursorKey::TYPE);
    let all: BTreeSet<&str> = KINDS.iter().map(|kind| kind.name).collect();
    assert_eq!(trip.done, all, "a record type without a round trip");
}

#[tokio::test]
async fn what_is_read_is_not_what_somebody_else_has_written_since() {
    let world = world().await;
    let store = &world.app.store;
    store.tx().create(&person()).commit_unannounced("a test").await.unwrap();
    let read = store.load::<Person>(&person().id).await.unwrap();
    let next = Person { company: None, ..person() };
    store.tx().update(&read, &next).commit_unannounced("a test").await.unwrap();
    let stale = store.tx().update(&read, &next).commit_unannounced("a test").await.unwrap_err();
    assert_eq!((stale.code(), stale.to_string().contains(&person().id.to_string())), ("stale", true));
    let twice = store.tx().create(&lead()).create(&person()).commit_unannounced("a test").await.unwrap_err();
    assert_eq!((twice.code(), twice.to_string().starts_with("person")), ("already_exists", true));
    assert!(store.get::<Lead>(&lead().id).await.unwrap().is_none(), "all or nothing");
}

#[tokio::test]
async fn an_event_tells_what_changed_and_no_secret() {
    let world = world().await;
    let store = &world.app.store;
    let (form, _) = Form::new(&world.app, Id::derived(&["form"]), FormInput::named("F")).await.unwrap();
    store.tx().create(&form).commit(Announcement::about("created", &form, Actor::System("test"))).await.unwrap();
    let read = store.load::<Form>(&form.id).await.unwrap();
    let (mut next, _) = Form::new(&world.app, form.id, FormInput::named("G")).await.unwrap();
    next.input.tags = vec!["t".into()];
    store.tx().update(&read, &next).commit(Announcement::about("updated", &next, Actor::System("test"))).await.unwrap();
    let batch = world.events().await.unwrap();
    let events: Vec<Event> = batch
        .records
        .into_iter()
        .map(|record| shared::store::decode::<Event>(record.new_image).unwrap().value)
        .collect();
    let created = events.iter().find(|event| event.event_type == "form.created").unwrap();
    assert!(created.payload.is_none(), "a creation tells no values");
    let updated = events.iter().find(|event| event.event_type == "form.updated").unwrap();
    let changes: serde_json::Value = serde_json::from_str(&updated.payload.as_ref().unwrap().changes).unwrap();
    let wanted = json!({ "form": { "name": ["F", "G"], "tags": [[], ["t"]], "secrets": [null, null] } });
    assert_eq!(changes, wanted);
    assert!(updated.digest.is_some());
}

#[tokio::test]
async fn the_sandbox_keeps_a_message_if_the_command_happens_and_once() {
    let world = world().await;
    let app = &world.app;
    let post = async |channel: &str| {
        let id = Id::derived(&[channel]);
        let message = Outgoing { id, channel: channel.into(), to: "x".into(), subject: None, body: "hello".into() };
        let tx = app.outbox.post(message, app.now(), app.store.tx());
        tx.commit_unannounced("a test").await.is_ok()
    };
    assert_eq!((post("email").await, post("sms").await, post("email").await), (true, true, false));
    assert_eq!(sandboxed(&app.store, None, 10).await.unwrap().len(), 2);
    assert_eq!(sandboxed(&app.store, Some("sms"), 10).await.unwrap()[0].message.channel, "sms");
}
