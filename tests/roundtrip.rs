//! Every record type goes into the table and comes out as it was.

use std::collections::BTreeSet;

use serde_json::json;
use shared::{
    BusinessTime, Id, WallTime,
    ai::{self, AgentRun, ModelAnswer, Outcome, Rung},
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
        Source, Touch, Wants,
    },
    reading::Span,
    reading::{Confidence, Field, Flag, NoLead, SuspicionKind},
    secrets::{DataKey, LiveSecret},
    settings::SettingValue,
    store::{Answered, CursorKey, Entity, Idempotency},
    testing::world,
    workflow::{
        Action, Approval, Branch, By, Doubt, Extraction, ExtractionState, Origin, Policy, Proposal, Proposed,
        Provenance, Rendition, Risk, Status, Subject, Verdict, Writeback,
    },
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
        linkedin_url: Some("https://www.linkedin.com/in/ann".into()),
        job_title: Some("Roofer".into()),
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
        wants: Wants { need: Some("a new roof".into()), urgency: Some("high".into()), ..Wants::default() },
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
        user_id: Some(Id::derived(&["user"])),
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

fn agent_run() -> AgentRun {
    AgentRun {
        id: Id::derived(&["run"]),
        purpose: ai::Purpose::Parse,
        outcome: Outcome::Truncated,
        error: Some("http_502".into()),
        evidence_id: Some(Id::derived(&["evidence"])),
        model: Some("m".into()),
        host: Some("localhost:8080".into()),
        rung: Some(Rung::JsonObject),
        prompt_hash: "p".into(),
        input_hash: Some("i".into()),
        output_hash: None,
        input_tokens: Some(u64::from(u32::MAX)),
        output_tokens: None,
        cost_micros: Some(1),
        latency_ms: 20_000,
        attempts: 2,
        chunks: 8,
        is_complete: false,
        created_at: BusinessTime::from_millis(AT),
    }
}

fn model_answer() -> ModelAnswer {
    let people = vec![[("full_name".to_owned(), Span::new(0, 7))].into(), [].into()];
    ModelAnswer { key: "k#".into(), is_lead: true, people, expires_at: WallTime::from_millis(AT) }
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
    trip.there_and_back(agent_run()).await;
    trip.there_and_back(model_answer()).await;
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
    workflow(&mut trip).await;
    trip.there_and_back(Watermark { hour: app.now(), checked: [("0".to_owned(), "id".to_owned())].into() }).await;
    app.cursors.seal(&app.store, "q", &Default::default()).await.unwrap();
    assert!(app.store.get::<CursorKey>(&()).await.unwrap().is_some());
    trip.done.insert(CursorKey::TYPE);
    let all: BTreeSet<&str> = KINDS.iter().map(|kind| kind.name).collect();
    assert_eq!(trip.done, all, "a record type without a round trip");
}

/// What is proposed, decided and written of it.
async fn workflow(trip: &mut Trip) {
    let at = BusinessTime::from_millis(AT);
    let (id, user_id, person_id) = (Id::derived(&["writeback"]), Id::derived(&["user"]), Id::derived(&["person"]));
    let quote = json!({
        "quote": "\"45k\" – ü\u{0}", "evidence_id": Id::<Evidence>::derived(&["receipt"]), "rendition": "message",
        "start": 3, "end": 8, "byte_start": 3, "byte_end": 9,
    });
    let proposed = |value: serde_json::Value, quote: Option<&serde_json::Value>| Proposed {
        value,
        quote: quote.map(|quote| serde_json::from_value(quote.clone()).unwrap()),
        source: By::Both,
        confidence: Confidence::of(93),
        flags: vec![Flag::DefaultCurrency],
    };
    let fields = [
        (Field::BudgetMaxMinor, proposed(json!(9_007_199_254_740_993_i64), Some(&quote))),
        (Field::Tags, proposed(json!(["a", "b"]), Some(&quote))),
        (Field::FullName, proposed(json!("Ann"), None)),
    ];
    let branch = Branch {
        key: "new".into(),
        action: Action::Create,
        person_id: Some(person_id),
        lead_id: None,
        full_name: Some("Ann".into()),
        company: None,
        because: vec!["email".into()],
        before: [(Field::BudgetMaxMinor, json!(1)), (Field::Tags, json!(["a"]))].into(),
    };
    let inputs = json!({
        "action": "create", "channel": "note", "asked_by": "user", "found_by": ["rule", "both"], "risk": "low",
        "contact_confidence": 0.95, "is_suspicious": true, "writes": ["full_name"],
    });
    let decision = json!({
        "policy_id": null, "policy_version": 3, "policy": "p", "effect": "four_eyes", "inputs": inputs, "decided_at": at,
    });
    let proposal = Proposal {
        id,
        fields: fields.into(),
        branches: vec![branch],
        chosen: Some("new".into()),
        suspicious: vec![Doubt { quote: serde_json::from_value(quote).unwrap(), kind: SuspicionKind::Markup }],
        decision: serde_json::from_value(decision).unwrap(),
    };
    let writeback = Writeback {
        id,
        action: Action::Revert,
        status: Status::ReviewRequired,
        risk: Risk::High,
        title: "Ann".into(),
        person_id: Some(person_id),
        lead_id: Some(Id::derived(&["lead"])),
        is_ambiguous: true,
        owner_id: Some(user_id),
        asked_by: Some(user_id),
        extraction_id: Some(Id::derived(&["extraction"])),
        hash: proposal.hash().unwrap(),
        approvals_needed: 2,
        assents: vec![serde_json::from_value(json!({ "by": user_id, "to": "x" })).unwrap()],
        reverts: Some(id),
        reverted_by: Some(id),
        executed_at: Some(at),
        reason: Some("because".into()),
    };
    assert_eq!(writeback.hash, proposal.hash().unwrap());
    trip.there_and_back(writeback).await;
    trip.there_and_back(proposal.clone()).await;
    let read = trip.world.app.store.load::<Proposal>(&id).await.unwrap();
    assert_eq!(read.hash().unwrap(), proposal.hash().unwrap(), "a hash that a table changes is worth nothing");
    let applied =
        json!({ "type": "person", "id": person_id, "created": false, "before": "{}", "after": "{\"a\":1e300}" });
    let approval = Approval {
        writeback_id: id,
        number: 7,
        decided_at: at,
        by: Actor::Policy(Id::derived(&["policy"])),
        policy_id: Some(Id::derived(&["policy"])),
        verdict: Verdict::Rejected,
        hash: "h".into(),
        branch: Some("new".into()),
        left_out: vec![Field::Phone],
        reason: Some("no".into()),
        applied: vec![serde_json::from_value(applied).unwrap()],
    };
    trip.there_and_back(approval).await;
    let extraction = Extraction {
        id: Id::derived(&["extraction"]),
        receipt_id: Id::derived(&["receipt"]),
        rendition: Rendition::Message,
        channel: "sms".into(),
        region: "US".into(),
        timezone: "Europe/Berlin".into(),
        said_at: at,
        asked_by: Some(user_id),
        by_hand: true,
        owns: true,
        sees_all: true,
        form_id: Some(Id::derived(&["form"])),
        person_id: Some(person_id),
        lead_id: Some(Id::derived(&["lead"])),
        state: ExtractionState::Failed,
        rounds: 2,
        no_lead: Some(NoLead::AutoReply),
        text_hash: Some("h".into()),
        is_complete: false,
        leaves_points_out: true,
        former: vec![id],
        suspicious: proposal.suspicious.clone(),
        writebacks: vec![id],
        attempts: 5,
        next_at: Some(at),
        error: Some("gone".into()),
    };
    trip.there_and_back(extraction).await;
    for policy in Policy::defaults() {
        trip.there_and_back(policy).await;
    }
    let origin = Origin {
        evidence_id: Some(Id::derived(&["receipt"])),
        rendition: Some(Rendition::Text),
        start: Some(1),
        end: Some(2),
        value: json!(7),
        former: None,
        source: By::Person,
        confidence: Confidence::of(100),
        run_id: Some(Id::derived(&["run"])),
        writeback_id: id,
        written_at: at,
    };
    let origin = Origin { former: Some(Box::new(origin.clone())), ..origin };
    let fields = [("full_name".to_owned(), origin)].into();
    trip.there_and_back(Provenance { of: Subject::Lead(Id::derived(&["lead"])), fields }).await;
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
