//! The flat list of routes: what the router serves, and what tests, template and reference are held against.

use std::collections::HashMap;

use axum::{
    Router,
    handler::Handler,
    http::Method,
    middleware::from_fn,
    routing::{MethodFilter, on},
};

use super::{Face, browser};
use crate::App;

/// One route.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    /// Such as `GET`.
    pub method: String,
    /// With parameters in braces: `/api/crm/leads/{id}`.
    pub path: String,
}

/// Routes, and the router that serves them.
#[derive(Clone, Default)]
pub struct Routes {
    router: Router<App>,
    list: Vec<Route>,
    faces: HashMap<String, Face>,
}

impl Routes {
    /// No route.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a GET route.
    #[must_use]
    pub fn get<T: 'static>(self, path: &str, handler: impl Handler<T, App>) -> Self {
        self.add(Method::GET, MethodFilter::GET, path, handler)
    }

    /// Adds a POST route.
    #[must_use]
    pub fn post<T: 'static>(self, path: &str, handler: impl Handler<T, App>) -> Self {
        self.add(Method::POST, MethodFilter::POST, path, handler)
    }

    /// Adds a PUT route.
    #[must_use]
    pub fn put<T: 'static>(self, path: &str, handler: impl Handler<T, App>) -> Self {
        self.add(Method::PUT, MethodFilter::PUT, path, handler)
    }

    /// Adds an OPTIONS route, for browsers that ask before they send.
    #[must_use]
    pub fn options<T: 'static>(self, path: &str, handler: impl Handler<T, App>) -> Self {
        self.add(Method::OPTIONS, MethodFilter::OPTIONS, path, handler)
    }

    /// Adds a PATCH route.
    #[must_use]
    pub fn patch<T: 'static>(self, path: &str, handler: impl Handler<T, App>) -> Self {
        self.add(Method::PATCH, MethodFilter::PATCH, path, handler)
    }

    /// Adds a DELETE route.
    #[must_use]
    pub fn delete<T: 'static>(self, path: &str, handler: impl Handler<T, App>) -> Self {
        self.add(Method::DELETE, MethodFilter::DELETE, path, handler)
    }

    /// Adds all routes of `other`.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.list.extend(other.list);
        self.faces.extend(other.faces);
        self
    }

    /// Gives every handler of these routes the extension `value`.
    #[must_use]
    pub fn with<V: Clone + Send + Sync + 'static>(mut self, value: V) -> Self {
        self.router = self.router.layer(axum::Extension(value));
        self
    }

    /// Makes pages of these routes: their answers set cookies, and what goes wrong is shown by `face`.
    #[must_use]
    pub fn pages(mut self, face: Face) -> Self {
        self.router = self.router.layer(from_fn(browser::set_cookies));
        self.faces.extend(self.list.iter().map(|route| (route.path.clone(), face)));
        self
    }

    /// What is served.
    pub fn list(&self) -> &[Route] {
        &self.list
    }

    /// The router: these routes on `app`, with the edge around them.
    pub fn router(self, app: App) -> Router {
        super::layered(self.router, self.faces, app)
    }

    fn add<T: 'static>(
        mut self,
        method: Method,
        filter: MethodFilter,
        path: &str,
        handler: impl Handler<T, App>,
    ) -> Self {
        self.router = self.router.route(path, on(filter, handler));
        self.list.push(Route { method: method.to_string(), path: path.to_owned() });
        self
    }
}
