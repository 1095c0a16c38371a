//! The query of a list: filters, `limit`, `cursor`.

use std::collections::{BTreeMap, HashMap};

use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
};

use crate::{App, Error, Result, store::ListRequest};

/// Items of a page, unless the client says otherwise.
const DEFAULT_LIMIT: usize = 50;
/// The most items of a page.
const MAX_LIMIT: usize = 100;

/// The query of a list.
#[derive(Clone, Debug)]
pub struct ListQuery(pub ListRequest);

impl FromRequestParts<App> for ListQuery {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let query = Query::<HashMap<String, String>>::from_request_parts(parts, app).await;
        let Query(pairs) =
            query.map_err(|_| Error::malformed("bad_query", "the query of the address cannot be read"))?;
        let mut filters: BTreeMap<String, String> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let limit = match filters.remove("limit").map(|text| text.parse()) {
            None => DEFAULT_LIMIT,
            Some(Ok(limit)) if (1..=MAX_LIMIT).contains(&limit) => limit,
            Some(_) => {
                return Err(Error::malformed("bad_limit", format!("give a limit from 1 to {MAX_LIMIT}")));
            }
        };
        let cursor = filters.remove("cursor");
        Ok(Self(ListRequest { partition: None, filters, limit, cursor }))
    }
}
