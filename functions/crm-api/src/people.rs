//! People, whom the API calls contacts.

use axum::{Json, http::StatusCode, response::Response};
use shared::{
    App, Id, Result,
    http::{Allowed, ListQuery, Path, Shown, State},
    identity::permissions::LeadsRead,
    people::{self, Person},
    store::Page,
};

pub(crate) async fn list_contacts(
    State(app): State<App>,
    allowed: Allowed<LeadsRead>,
    ListQuery(request): ListQuery,
) -> Result<Json<Page>> {
    Ok(Json(people::list_people(&app, &allowed.view, request).await?))
}

pub(crate) async fn read_contact(
    State(app): State<App>,
    allowed: Allowed<LeadsRead>,
    Path(id): Path<Id<Person>>,
) -> Result<Response> {
    let mut shown = Shown::of(&allowed.view.load::<Person>(&app, &id).await?)?;
    if !allowed.view.is_all() {
        // Who else cares for leads of the person is not for everybody.
        shown.fields.remove("owners");
    }
    Ok(shown.answer(StatusCode::OK, None))
}
