//! What a request asks for, once it is read.

use super::{
    Content, Reading, Submission,
    providers::{self, Delivery, News},
    spam::Controls,
};
use crate::{
    App, Error, Id, Result,
    evidence::{Evidence, EvidencePart, Holder},
    inbound::Verified,
    integrations::{Disposition, Form, Provider, Receipt, ReceiptState},
    pipeline::{BookingNews, BookingStatus},
    settings,
    store::{Entity as _, Saved},
};

/// What a request asks for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Work {
    /// A lead, or another inquiry on one.
    Lead(Submission),
    /// A booking; of one that ends nothing may be known.
    Booking(Option<Submission>, BookingNews),
    /// What the queue will find out.
    Later,
    /// Nothing but its receipt.
    Aside(Aside),
}

/// A receipt without a lead, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Aside {
    pub(super) disposition: Disposition,
    pub(super) state: ReceiptState,
    pub(super) why: String,
}

impl Aside {
    /// Kept until a person looks at it.
    pub(super) fn quarantined(why: impl Into<String>) -> Self {
        Self { disposition: Disposition::Quarantined, state: ReceiptState::Quarantined, why: why.into() }
    }
}

/// What `news` asks of `form`; without one, only what its answers tell can say. What a machine passes on is never refused:
/// it is quarantined.
///
/// # Errors
/// Those of [`region`].
pub(super) async fn of_news(app: &App, form: Option<&Form>, news: News) -> Result<Work> {
    let region = match (&news, form) {
        (News::Answers(_) | News::Booking(..), Some(form)) => region(app, form).await?,
        (News::Answers(_) | News::Booking(..) | News::Elsewhere { .. } | News::Aside(..), _) => String::new(),
    };
    let read = |form, content| Submission::read(form, content, Reading::PassedOn, &region);
    Ok(match (news, form) {
        (News::Aside(Disposition::Quarantined, why), _) => Work::Aside(Aside::quarantined(why)),
        (News::Aside(disposition, why), _) => Work::Aside(Aside { disposition, state: ReceiptState::Done, why }),
        (News::Answers(content), Some(form)) => match read(form, content) {
            Ok(submission) => Work::Lead(submission),
            Err(_) => Work::Aside(Aside::quarantined("nothing in it tells who it is; map its fields, then replay it")),
        },
        (News::Booking(content, news), Some(form)) => match read(form, content) {
            Ok(submission) => Work::Booking(Some(submission), news),
            // Somebody was there before to call a booking off; who only books must say who it is.
            Err(_) if news.status == BookingStatus::Cancelled => Work::Booking(None, news),
            Err(_) => Work::Aside(Aside::quarantined("nothing in it tells who booked; map its fields, then replay it")),
        },
        (News::Elsewhere { .. } | News::Answers(_) | News::Booking(..), _) => Work::Later,
    })
}

/// The country whose phone numbers need no prefix at `form`: its own, else that of the workspace.
///
/// # Errors
/// `Unavailable` when the table does not answer and nothing is remembered.
pub(super) async fn region(app: &App, form: &Form) -> Result<String> {
    match &form.input.default_region {
        Some(region) => Ok(region.clone()),
        None => app.settings.get(app, &settings::DEFAULT_REGION).await,
    }
}

/// The country whose phone numbers need no prefix at the form with this id.
///
/// # Errors
/// Those of the store.
pub(crate) async fn region_of(app: &App, form: Id<Form>) -> Result<String> {
    match app.store.get::<Form>(&form).await? {
        Some(form) => region(app, &form).await,
        None => app.settings.get(app, &settings::DEFAULT_REGION).await,
    }
}

/// A receipt read anew.
pub(super) struct Reread {
    /// The form that takes it.
    pub(super) form: Saved<Form>,
    /// What it asks for.
    pub(super) work: Work,
    /// Its bytes.
    pub(super) request: Verified,
}

/// What a receipt that is here asks for, read anew from its bytes, and by which form.
///
/// # Errors
/// `NotFound` without a form that takes it, and those of [`under`].
pub(super) async fn of_receipt(app: &App, receipt: &Receipt) -> Result<Reread> {
    let bytes = receipt.evidence.fetch(app, receipt.evidence_id()).await?;
    let content_type = receipt.evidence.content_type.clone();
    let request = Verified { content_type, bytes, trusted: true, key: None };
    let form = match receipt.form_id {
        Some(id) => app.store.load::<Form>(&id).await?,
        None => which_form(app, receipt, &request).await?,
    };
    let work = under(app, receipt, &form, &request).await?;
    Ok(Reread { form, work, request })
}

/// What the request of a receipt asks of `form`.
///
/// # Errors
/// `Malformed` and `Invalid` for what cannot be read, `Unavailable` when something that must be asked does not answer,
/// `Refused` when it says no.
pub(super) async fn under(app: &App, receipt: &Receipt, form: &Form, request: &Verified) -> Result<Work> {
    let provider = form.input.provider;
    if provider == Provider::Native {
        let mut content = Content::read(&request.content_type, &request.bytes)?;
        Controls::of(form, &mut content);
        let region = region(app, form).await?;
        return Ok(Work::Lead(Submission::read(form, content, Reading::Kept, &region)?));
    }
    let news = match pick(provider, receipt, providers::read(provider, Some(form), request)?)? {
        News::Elsewhere { lead, .. } => fetched(app, receipt, &lead).await?,
        news @ (News::Answers(_) | News::Booking(..) | News::Aside(..)) => news,
    };
    of_news(app, Some(form), news).await
}

/// Of the deliveries of a request the one that the receipt is of.
pub(super) fn pick(provider: Provider, receipt: &Receipt, mut deliveries: Vec<Delivery>) -> Result<News> {
    let mine = |delivery: &Delivery| id_of(provider, receipt.form_id, &delivery.key) == receipt.id;
    let position = if deliveries.len() == 1 { Some(0) } else { deliveries.iter().position(mine) };
    let position = position.ok_or_else(|| Error::internal("reading a receipt", "its delivery is not in its bytes"))?;
    Ok(deliveries.swap_remove(position).news)
}

/// The id of the receipt of what `provider` calls `key`. Where all forms of a provider call one address, it does not
/// depend on the form: which one it is may only become known later.
pub(super) fn id_of(provider: Provider, form: Option<Id<Form>>, key: &str) -> Id<Receipt> {
    let form = form.filter(|_| provider != Provider::Facebook).map(|id| id.to_string());
    Receipt::id_of(&[provider.source(), form.as_deref().unwrap_or_default(), key])
}

/// The form that takes a receipt which came to the address of all forms of its provider.
async fn which_form(app: &App, receipt: &Receipt, request: &Verified) -> Result<Saved<Form>> {
    let lost = |why: &'static str| Error::internal("finding a receipt's form", why);
    let provider = Provider::of_source(&receipt.source).ok_or_else(|| lost("its source is no provider"))?;
    let News::Elsewhere { external_id, .. } = pick(provider, receipt, providers::read(provider, None, request)?)?
    else {
        return Err(lost("nothing in it tells which"));
    };
    match Form::of_external(app, provider, &external_id).await? {
        Some(id) => app.store.load::<Form>(&id).await,
        None => Err(Error::NotFound {
            entity: Form::TYPE,
            id: format!("for {provider}'s form {external_id} (make one with this `external_id`, then retry)"),
        }),
    }
}

/// The answers that the receipt's own bytes only name: as they were fetched before, else from the provider. They are
/// evidence of their own, kept before anything is made of them.
async fn fetched(app: &App, receipt: &Receipt, lead: &str) -> Result<News> {
    let id = EvidencePart::id_of(receipt.id, "answers");
    if let Some(part) = app.store.get::<EvidencePart>(&id).await? {
        return providers::facebook_answers(&part.fetch(app).await?);
    }
    let answer = providers::fetch_facebook(app, lead).await?;
    let news = providers::facebook_answers(&answer.bytes)?;
    let inline_max = app.config.evidence_inline_max;
    let evidence = Evidence::describe(&answer.content_type, &answer.bytes, Holder::Final, inline_max);
    evidence.store_object(app, id, answer.bytes).await?;
    let part = EvidencePart { id, receipt_id: receipt.id, field: None, file_name: None, evidence };
    let tx = app.store.tx().create(&part);
    match tx.commit_unannounced("the Event of what is made of it names the receipt").await {
        Ok(()) | Err(Error::AlreadyExists { .. }) => Ok(news),
        Err(error) => Err(error),
    }
}
