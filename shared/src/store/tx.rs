//! Writes: one transaction, always conditional, and one Event for each command.

use std::collections::HashMap;

use aws_sdk_dynamodb::{
    error::SdkError,
    operation::transact_write_items::TransactWriteItemsError,
    types::{AttributeValue, CancellationReason, ConditionCheck, Delete, Put, TransactWriteItem, Update},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_dynamo::Item;

use super::{Entity, Meta, Operation, Place, Saved, Store, encode, key_map, unavailable};
use crate::{
    Error, Result,
    event::{Announcement, Change, Event},
};

/// The code of a write that can never be right, however often it is tried.
const INVALID: &str = "ValidationException";
/// How often a transaction that met another one is tried.
const MAX_ATTEMPTS: u32 = 6;
/// The longest first pause between two tries, in milliseconds; it doubles each time.
const FIRST_PAUSE_MILLIS: u64 = 12;

/// What must hold for a write to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// There is no such item yet.
    Absent,
    /// The item still has this version.
    Version(u64),
}

/// A write that is no record's: a counter, a mark, a list row.
#[derive(Clone, Debug)]
pub struct RawWrite {
    /// The item.
    pub place: Place,
    /// The update expression.
    pub update: String,
    /// The condition, in DynamoDB's own words; none where another write of the transaction holds it.
    pub condition: Option<String>,
    /// Attribute names of both expressions.
    pub names: HashMap<String, String>,
    /// Values of both expressions.
    pub values: HashMap<String, AttributeValue>,
}

/// What to say when the write at the same position is refused.
struct Label {
    entity: &'static str,
    id: String,
    absent: bool,
}

/// Writes that happen together or not at all.
#[must_use = "nothing is written until it is committed"]
pub struct Tx<'a> {
    store: &'a Store,
    writes: Vec<TransactWriteItem>,
    labels: Vec<Label>,
    changes: Vec<Change>,
    error: Option<Error>,
}

impl<'a> Tx<'a> {
    pub(super) fn new(store: &'a Store) -> Self {
        Self { store, writes: Vec::new(), labels: Vec::new(), changes: Vec::new(), error: None }
    }

    /// Writes a record that must not exist yet.
    pub fn create<E: Entity>(mut self, value: &E) -> Self {
        let meta = Meta::new(self.store.clock.now());
        self.note(Change::created(value));
        self.put(value, &meta, Condition::Absent)
    }

    /// Writes a record that must not exist yet, and without which `before` held: the Event tells what changed.
    pub fn create_over<E: Entity>(mut self, before: &E, value: &E) -> Self {
        let meta = Meta::new(self.store.clock.now());
        self.note(Change::updated(before, value));
        self.put(value, &meta, Condition::Absent)
    }

    /// Writes `next` over a record that must not have changed since it was read as `read`.
    pub fn update<E: Entity>(mut self, read: &Saved<E>, next: &E) -> Self {
        let meta = read.meta.next(self.store.clock.now());
        self.note(Change::updated(&read.value, next));
        self.put(next, &meta, Condition::Version(read.meta.version))
    }

    /// Tombstones a record: it leaves both indexes and is found by nobody until it is restored.
    pub fn tombstone<E: Entity>(mut self, read: &Saved<E>) -> Self {
        let now = self.store.clock.now();
        let meta = Meta { deleted_at: Some(now), ..read.meta.next(now) };
        self.note(Change::tombstoned(&read.value));
        self.put(&read.value, &meta, Condition::Version(read.meta.version))
    }

    /// Brings a tombstoned record back, as `next`.
    pub fn restore<E: Entity>(mut self, read: &Saved<E>, next: &E) -> Self {
        let meta = Meta { deleted_at: None, ..read.meta.next(self.store.clock.now()) };
        self.note(Change::restored(&read.value));
        self.put(next, &meta, Condition::Version(read.meta.version))
    }

    /// Frees what a record claims: it is gone, and another one can be made in its place. For claims and such, never for what
    /// people would miss.
    pub fn delete<E: Entity>(mut self, read: &Saved<E>) -> Self {
        let condition = Condition::Version(read.meta.version);
        let delete =
            Delete::builder().table_name(self.store.table()).set_key(Some(key_map(&E::place(&read.reference()))));
        let delete = delete.condition_expression(VERSION_IS).set_expression_attribute_names(names(condition));
        match delete.set_expression_attribute_values(values(condition)).build() {
            Ok(delete) => {
                self.push(TransactWriteItem::builder().delete(delete).build(), label::<E>(&read.value, condition));
            }
            Err(error) => self.fail(Error::internal("building a delete", error)),
        }
        self
    }

    /// Writes nothing, but refuses the transaction if the record changed since it was read.
    pub fn unchanged<E: Entity>(mut self, read: &Saved<E>) -> Self {
        let place = E::place(&read.reference());
        let condition = Condition::Version(read.meta.version);
        let check = ConditionCheck::builder().table_name(self.store.table()).set_key(Some(key_map(&place)));
        let check = check.condition_expression(VERSION_IS).set_expression_attribute_names(names(condition));
        match check.set_expression_attribute_values(values(condition)).build() {
            Ok(check) => {
                self.push(
                    TransactWriteItem::builder().condition_check(check).build(),
                    label::<E>(&read.value, condition),
                );
            }
            Err(error) => self.fail(Error::internal("building a check", error)),
        }
        self
    }

    /// Adds a write that is no record's. `entity` and `id` name it when it is refused.
    pub fn raw(mut self, write: RawWrite, entity: &'static str, id: String) -> Self {
        let update = Update::builder()
            .table_name(self.store.table())
            .set_key(Some(key_map(&write.place)))
            .update_expression(write.update)
            .set_condition_expression(write.condition)
            .set_expression_attribute_names((!write.names.is_empty()).then_some(write.names))
            .set_expression_attribute_values((!write.values.is_empty()).then_some(write.values));
        match update.build() {
            Ok(update) => {
                self.push(TransactWriteItem::builder().update(update).build(), Label { entity, id, absent: false });
            }
            Err(error) => self.fail(Error::internal("building an update", error)),
        }
        self
    }

    /// Writes everything, together with the one Event that tells of it.
    ///
    /// # Errors
    /// `AlreadyExists` or `Stale`, naming the record whose condition did not hold; `Unavailable` when the table does not
    /// answer or other transactions keep coming in between.
    pub async fn commit(mut self, announcement: Announcement) -> Result<()> {
        // One moment for both: the hour that the Event stands under is the one that its id says.
        let now = self.store.clock.now();
        let id = crate::Id::new(now, self.store.random.bytes());
        let changes = std::mem::take(&mut self.changes);
        let event = Event::new(id, announcement, changes, &self.store.random)?;
        let tx = self.put(&event, &Meta::new(now), Condition::Absent);
        let Some(once) = tx.store.once.as_ref().filter(|once| !once.is_written()) else {
            return tx.send().await;
        };
        once.join(Some(&event.subject), tx).send().await?;
        once.note_written();
        Ok(())
    }

    /// Writes everything without an Event; `_why` says, in the source, why nobody needs to know.
    ///
    /// # Errors
    /// Those of [`Self::commit`].
    pub async fn commit_unannounced(self, _why: &'static str) -> Result<()> {
        self.send().await
    }

    async fn send(self) -> Result<()> {
        if let Some(error) = self.error {
            return Err(error);
        }
        let mut pause = FIRST_PAUSE_MILLIS;
        let mut token = self.token();
        for attempt in 1.. {
            match self.attempt(&token).await {
                Err(refusal @ (Refusal::Conflict(_) | Refusal::InProgress(_))) if attempt < MAX_ATTEMPTS => {
                    // A transaction that is still under way is asked for again by its own name; one that was cancelled
                    // is over, and its successor has another.
                    if matches!(refusal, Refusal::Conflict(_)) {
                        token = self.token();
                    }
                    tokio::time::sleep(std::time::Duration::from_millis(self.store.random.below(pause) + 1)).await;
                    pause *= 2;
                }
                Ok(()) => return Ok(()),
                Err(Refusal::Conflict(error) | Refusal::InProgress(error) | Refusal::Failed(error)) => {
                    return Err(error);
                }
            }
        }
        unreachable!("the last attempt returns")
    }

    /// A client token: fresh, so that only repeats of this very request share it.
    fn token(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.store.random.bytes::<24>())
    }

    async fn attempt(&self, token: &str) -> Result<(), Refusal> {
        let request = self.store.client.transact_write_items().set_transact_items(Some(self.writes.clone()));
        let request = request.client_request_token(token).set_return_consumed_capacity(self.store.capacity());
        let error = match request.send().await {
            Ok(output) => {
                self.meter("TransactWriteItems", output.consumed_capacity().iter());
                return Ok(());
            }
            Err(error) => error,
        };
        let SdkError::ServiceError(service) = &error else {
            return Err(Refusal::Failed(unavailable(error)));
        };
        if let TransactWriteItemsError::TransactionCanceledException(cancelled) = service.err() {
            self.meter_cancelled();
            return Err(self.refusal(cancelled.cancellation_reasons()));
        }
        if service.err().is_transaction_in_progress_exception() {
            return Err(Refusal::InProgress(unavailable(error)));
        }
        if service.err().meta().code() == Some(INVALID) {
            return Err(Refusal::Failed(Error::internal("writing to the database", error)));
        }
        Err(Refusal::Failed(unavailable(error)))
    }

    fn refusal(&self, reasons: &[CancellationReason]) -> Refusal {
        let at = |code: &str| reasons.iter().position(|reason| reason.code() == Some(code));
        if let Some(label) = at("ConditionalCheckFailed").and_then(|position| self.labels.get(position)) {
            let (entity, id) = (label.entity, label.id.clone());
            return Refusal::Failed(if label.absent {
                Error::AlreadyExists { entity, id }
            } else {
                Error::Stale { entity, id }
            });
        }
        let codes: Vec<&str> =
            reasons.iter().filter_map(CancellationReason::code).filter(|code| *code != "None").collect();
        let said = format!("transaction cancelled: {}", codes.join(", "));
        if codes.contains(&"ValidationError") {
            return Refusal::Failed(Error::internal("writing to the database", said));
        }
        let error = Error::unavailable("the database", said);
        let passing = ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"];
        if codes.iter().all(|code| passing.contains(code)) { Refusal::Conflict(error) } else { Refusal::Failed(error) }
    }

    fn put<E: Entity>(mut self, value: &E, meta: &Meta, condition: Condition) -> Self {
        let put = encode(value, meta).and_then(|item: Item| {
            let put = Put::builder().table_name(self.store.table()).set_item(Some(item.into()));
            let put = match condition {
                Condition::Absent => put.condition_expression("attribute_not_exists(pk)"),
                Condition::Version(_) => put
                    .condition_expression(VERSION_IS)
                    .set_expression_attribute_names(names(condition))
                    .set_expression_attribute_values(values(condition)),
            };
            put.build().map_err(|e| Error::internal("building a put", e))
        });
        match put {
            Ok(put) => self.push(TransactWriteItem::builder().put(put).build(), label::<E>(value, condition)),
            Err(error) => self.fail(error),
        }
        self
    }

    /// Refuses to commit, because what was to be written cannot be.
    pub fn refuse(mut self, error: Error) -> Self {
        self.fail(error);
        self
    }

    fn note(&mut self, change: Result<Option<Change>>) {
        match change {
            Ok(change) => self.changes.extend(change),
            Err(error) => self.fail(error),
        }
    }

    fn push(&mut self, write: TransactWriteItem, label: Label) {
        self.writes.push(write);
        self.labels.push(label);
    }

    fn fail(&mut self, error: Error) {
        self.error.get_or_insert(error);
    }

    fn meter<'c>(
        &self,
        name: &'static str,
        consumed: impl Iterator<Item = &'c aws_sdk_dynamodb::types::ConsumedCapacity>,
    ) {
        if let Some(meter) = &self.store.meter {
            meter.note(Operation::new(name, consumed));
        }
    }

    /// The emulator does not report what a cancelled transaction cost: charge two units an item, as AWS does at least.
    fn meter_cancelled(&self) {
        if let Some(meter) = &self.store.meter {
            let mut operation = Operation::new("TransactWriteItems", std::iter::empty());
            operation.units = 2.0 * self.writes.len() as f64;
            meter.note(operation);
        }
    }
}

enum Refusal {
    /// Another transaction was faster: worth another try at once.
    Conflict(Error),
    /// This very transaction is still being worked on.
    InProgress(Error),
    Failed(Error),
}

const VERSION_IS: &str = "#version = :version";

fn names(condition: Condition) -> Option<HashMap<String, String>> {
    match condition {
        Condition::Absent => None,
        Condition::Version(_) => Some(HashMap::from([("#version".to_owned(), "_version".to_owned())])),
    }
}

fn values(condition: Condition) -> Option<HashMap<String, AttributeValue>> {
    match condition {
        Condition::Absent => None,
        Condition::Version(version) => {
            Some(HashMap::from([(":version".to_owned(), AttributeValue::N(version.to_string()))]))
        }
    }
}

fn label<E: Entity>(value: &E, condition: Condition) -> Label {
    Label { entity: E::TYPE, id: E::label(&value.reference()), absent: condition == Condition::Absent }
}
