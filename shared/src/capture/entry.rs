//! A request on its way in: its bytes are kept, its receipt is written, and what it asks for is done with it or later.

use super::{
    Content, appointment,
    plan::{self, Decision, Written},
    providers,
    work::{self, Aside, Work},
};
use crate::{
    App, Error, Id, Result,
    event::{Actor, Announcement, Level},
    evidence::{Evidence, EvidenceBytes, Holder, Kept},
    inbound::Verified,
    integrations::{Disposition, Form, Provider, Receipt, ReceiptState},
    store::Saved,
};

/// So long the stream has to carry out what waits, before the sweeper does.
const PATIENCE: jiff::SignedDuration = jiff::SignedDuration::from_secs(60);

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was carried out now.
    Done,
    /// The same request had come before: this is what it led to then.
    Repeated,
    /// It is kept and will be carried out.
    Pending,
}

/// A request on its way in.
pub(super) struct Entry<'a> {
    pub(super) app: &'a App,
    pub(super) provider: Provider,
    /// None where only its answers will tell.
    pub(super) form: Option<&'a Saved<Form>>,
    pub(super) request: &'a Verified,
    /// The id of its receipt.
    pub(super) id: Id<Receipt>,
    /// Whether the id derives from the sender's own name of it, so that it may have come before.
    pub(super) is_keyed: bool,
}

impl Entry<'_> {
    /// Keeps the request and does what it asks for, now or later. The same name with another body is kept and marked.
    ///
    /// # Errors
    /// `Refused` with `key_conflict`; those of the store and of the evidence store.
    pub(super) async fn take(&self, work: Work) -> Result<(Receipt, Outcome)> {
        match self.take_once(work).await? {
            (first, Outcome::Repeated) => Ok((self.again(first).await?, Outcome::Repeated)),
            taken => Ok(taken),
        }
    }

    async fn take_once(&self, work: Work) -> Result<(Receipt, Outcome)> {
        let (app, id) = (self.app, self.id);
        let evidence = self.evidence(Holder::Final);
        if self.is_keyed && evidence.kept == Kept::Object {
            // Look before the bytes are stored: those of a repeat, or of a conflict, belong under another name or none.
            if let Some(first) = app.store.get::<Receipt>(&id).await? {
                return Ok((first.value, Outcome::Repeated));
            }
        }
        evidence.store_object(app, id.cast(), self.request.bytes.clone()).await?;
        let receipt = self.receipt(id, evidence);
        let decided = match (work, self.form) {
            (Work::Lead(submission), Some(form)) => {
                plan::decide(app, form, &submission, self.request, &Written::First(&receipt), self.actor()).await
            }
            (Work::Booking(submission, news), Some(form)) => {
                let asked = appointment::Asked { app, form, submission: submission.as_ref(), news: &news };
                appointment::decide(&asked, self.request, &Written::First(&receipt), self.actor()).await
            }
            (Work::Aside(aside), _) => return self.set_aside(receipt, aside).await,
            (Work::Later | Work::Lead(_) | Work::Booking(..), _) => return self.wait(receipt).await,
        };
        match decided {
            Ok(written) => Ok((written, Outcome::Done)),
            Err(Decision::Met(first)) => Ok((*first, Outcome::Repeated)),
            Err(Decision::Failed(error)) if error.is_retryable() => self.wait(receipt).await,
            Err(Decision::Failed(error)) => self.fail(receipt, error).await,
        }
    }

    /// Keeps a request that can never be carried out as it is: an operator sees it, and nothing is lost.
    async fn fail(&self, receipt: Receipt, error: Error) -> Result<(Receipt, Outcome)> {
        tracing::error!(receipt.id = %receipt.id, error.code = error.code(), "a request failed: {}", error.chain());
        let receipt = Receipt { state: ReceiptState::Failed, error: Some(error.to_string()), ..receipt };
        let announcement = Announcement::new("receipt.failed", &receipt, self.actor()).at_level(Level::Error);
        self.keep(receipt, announcement, Outcome::Pending).await
    }

    /// Keeps a request that cannot be carried out now; the stream and the sweeper see to it.
    async fn wait(&self, receipt: Receipt) -> Result<(Receipt, Outcome)> {
        let receipt = Receipt { next_at: Some(self.app.now().plus(PATIENCE)), ..receipt };
        let announcement = Announcement::new("receipt.received", &receipt, self.actor());
        self.keep(receipt, announcement, Outcome::Pending).await
    }

    /// Keeps a request that asks for nothing, or for nothing yet.
    async fn set_aside(&self, receipt: Receipt, aside: Aside) -> Result<(Receipt, Outcome)> {
        let receipt = set_aside(&receipt, aside);
        let announcement = match receipt.state {
            ReceiptState::Quarantined => {
                Announcement::new("receipt.quarantined", &receipt, self.actor()).at_level(Level::Warn)
            }
            ReceiptState::Received | ReceiptState::Done | ReceiptState::NeedsReview | ReceiptState::Failed => {
                Announcement::new("receipt.set_aside", &receipt, self.actor())
            }
        };
        self.keep(receipt, announcement, Outcome::Done).await
    }

    /// Writes a receipt that will be written again.
    async fn keep(&self, receipt: Receipt, event: Announcement, outcome: Outcome) -> Result<(Receipt, Outcome)> {
        let evidence = self.evidence(Holder::Rewritten);
        let beside = (evidence.kept == Kept::Beside)
            .then(|| EvidenceBytes { id: receipt.evidence_id(), bytes: self.request.bytes.clone() });
        let receipt = Receipt { evidence, ..receipt };
        let tx = self.app.store.tx().create(&receipt);
        let tx = beside.iter().fold(tx, |tx, bytes| tx.create(bytes));
        match tx.commit(event).await {
            Ok(()) => Ok((receipt, outcome)),
            Err(Error::AlreadyExists { .. }) => {
                Ok((self.app.store.load::<Receipt>(&receipt.id).await?.value, Outcome::Repeated))
            }
            Err(error) => Err(error),
        }
    }

    /// The same name has come before: the same answer for the same body; another body is kept, and marked.
    async fn again(&self, first: Receipt) -> Result<Receipt> {
        let evidence = self.evidence(Holder::Final);
        if first.evidence.sha256 == evidence.sha256 || self.says_the_same(&first).await? {
            return Ok(first);
        }
        let id = Receipt::id_of(&[&first.id.to_string(), "conflict", &evidence.sha256]);
        evidence.store_object(self.app, id.cast(), self.request.bytes.clone()).await?;
        let conflict = Receipt {
            state: ReceiptState::NeedsReview,
            disposition: Some(Disposition::Conflict),
            person_id: first.person_id,
            error: Some(format!("another body came under the key of receipt {}", first.id)),
            ..self.receipt(id, evidence)
        };
        let announcement = Announcement::new("receipt.conflicted", &conflict, self.actor()).at_level(Level::Warn);
        match self.app.store.tx().create(&conflict).commit(announcement).await {
            Ok(()) | Err(Error::AlreadyExists { .. }) => {}
            Err(error) => return Err(error),
        }
        Err(refused(
            "key_conflict",
            "this Idempotency-Key was used for another body; both are kept, use a new key",
            &conflict,
        ))
    }

    /// The same is told once more in other bytes: a provider adds the time of the attempt or makes another batch, a browser
    /// draws another boundary. What counts is what is told.
    async fn says_the_same(&self, first: &Receipt) -> Result<bool> {
        let bytes = first.evidence.fetch(self.app, first.evidence_id()).await?;
        let before = Verified { content_type: first.evidence.content_type.clone(), bytes, ..self.request.clone() };
        if self.provider == Provider::Native {
            let told = |request: &Verified| {
                let content = Content::read(&request.content_type, &request.bytes).ok()?;
                let files =
                    content.files.into_iter().map(|file| (file.field, file.name, request.bytes.slice(file.range)));
                Some((content.fields, files.collect::<Vec<_>>()))
            };
            return Ok(told(&before).is_some_and(|before| told(self.request) == Some(before)));
        }
        let told = |request: &Verified| {
            let form = self.form.map(|form| &form.value);
            let deliveries = providers::read(self.provider, form, request).ok()?;
            work::pick(self.provider, first, deliveries).ok()
        };
        Ok(told(&before).is_some_and(|before| told(self.request) == Some(before)))
    }

    fn evidence(&self, holder: Holder) -> Evidence {
        let inline_max = self.app.config.evidence_inline_max;
        Evidence::describe(&self.request.content_type, &self.request.bytes, holder, inline_max)
    }

    fn receipt(&self, id: Id<Receipt>, evidence: Evidence) -> Receipt {
        Receipt {
            id,
            source: self.provider.source().to_owned(),
            form_id: self.form.map(|form| form.id),
            mapping_version: None,
            received_at: self.app.now(),
            state: ReceiptState::Received,
            disposition: None,
            lead_id: None,
            person_id: None,
            user_id: None,
            evidence,
            attempts: 0,
            next_at: None,
            error: None,
        }
    }

    fn actor(&self) -> Actor {
        self.form.map_or(Actor::System("form-webhook"), |form| Actor::Form(form.id))
    }
}

/// The receipt of a request that asks for nothing.
pub(super) fn set_aside(receipt: &Receipt, aside: Aside) -> Receipt {
    Receipt {
        state: aside.state,
        disposition: Some(aside.disposition),
        next_at: None,
        error: Some(aside.why),
        ..receipt.clone()
    }
}

/// A rule said no; the request is kept all the same.
pub(super) fn refused(code: &'static str, message: &str, receipt: &Receipt) -> Error {
    let details = serde_json::Map::from_iter([("receipt_id".to_owned(), receipt.id.to_string().into())]);
    Error::Refused { code, message: message.to_owned(), details }
}
