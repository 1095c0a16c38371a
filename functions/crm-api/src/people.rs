//! People, whom the API calls contacts.

use axum::{Json, extract::State, http::StatusCode, response::Response};
use shared::{
    App, Id, Result,
    http::{Allowed, ListQuery, Path, Shown},
    identity::permissions::LeadsRead,
    people::{self, Person},
    store::Page,
};

pub(crate) async fn list_contacts(
    State(app): State<App>,
    _: Allowed<LeadsRead>,
    ListQuery(request): ListQuery,
) -> Result<Json<Page>> {
    Ok(Json(people::list_people(&app, request).await?))
}

pub(crate) async fn read_contact(
    State(app): State<App>,
    _: Allowed<LeadsRead>,
    Path(id): Path<Id<Person>>,
) -> Result<Response> {
    Ok(Shown::of(&app.store.load::<Person>(&id).await?)?.answer(StatusCode::OK, None))
}
