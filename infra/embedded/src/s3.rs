//! S3 in a folder.
//!
//! An object is a file named like its key under a folder named like its bucket. Hence **a key must not be the folder of
//! another**: with `a/b` there can be no `a`. A conditional put (`If-None-Match: *`) answers as the cloud does but two
//! at the same time can both succeed: it is no lock. There is no tagging, no versioning and no lifecycle.
//!
//! Clients have to use path-style addresses and to sign with [`crate::credentials`]. Any browser origin may read and
//! write with a presigned URL.

use std::fs;
use std::path::{Path, PathBuf};

use hyper::body::Incoming;
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::service::{Service, service_fn};
use hyper::{Method, Request, Response, StatusCode};
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{Body, HttpError};
use s3s_fs::FileSystem;
use tokio::net::TcpListener;

use crate::server::{Server, Stop};
use crate::{Error, credentials, http};

const THREAD: &str = "emulator-s3";

/// A running S3. Dropping it stops it soon; [`S3::shutdown`] also waits.
#[derive(Debug)]
pub struct S3 {
    server: Server,
}

impl S3 {
    /// Serves the buckets under `root`, a folder that is created if need be.
    ///
    /// # Errors
    /// [`Error::Open`] for a folder that cannot be used, [`Error::Start`] without a thread or a port.
    pub async fn open(root: &Path) -> Result<Self, Error> {
        let root = root.to_owned();
        let (server, _) = Server::start(THREAD, move |_| service(root), serve).await?;
        Ok(Self { server })
    }

    /// The address for an SDK client, `http://127.0.0.1:<port>`.
    pub fn endpoint(&self) -> &str {
        self.server.endpoint()
    }

    /// Lets the requests in flight end and stops serving.
    pub async fn shutdown(self) {
        self.server.shutdown().await;
    }
}

fn service(root: PathBuf) -> Result<S3Service, Error> {
    fs::create_dir_all(&root).map_err(|error| Error::open(&root, error))?;
    // The emulator's error is opaque: it has a `Debug` form only.
    let files = FileSystem::new(&root).map_err(|error| Error::open(&root, format!("{error:?}")))?;
    let mut builder = S3ServiceBuilder::new(files);
    builder.set_auth(SimpleAuth::from_single(credentials::ACCESS_KEY_ID, credentials::SECRET_ACCESS_KEY));
    Ok(builder.build())
}

async fn serve(service: S3Service, listener: TcpListener, stop: Stop) {
    let with_cors = service_fn(move |request| answer(service.clone(), request));
    http::serve(with_cors, listener, stop).await;
}

/// Answers a browser's preflight, which S3 proper would look up in the bucket's CORS rules, and lets it read the answer.
async fn answer(service: S3Service, request: Request<Incoming>) -> Result<Response<Body>, HttpError> {
    if request.method() == Method::OPTIONS {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        allow_requests(response.headers_mut());
        return Ok(response);
    }
    let mut response = Service::call(&service, request).await?;
    allow_reading(response.headers_mut());
    Ok(response)
}

fn allow_requests(headers: &mut HeaderMap) {
    allow_reading(headers);
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD, PUT, POST, DELETE"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("*"));
}

fn allow_reading(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("etag"));
}
