//! What a client signs its requests with, the same for all three emulators.
//!
//! S3 checks signatures against this pair; DynamoDB wants a well-formed signature of any pair; SQS wants none.
//! The pair is public: what protects the emulators is that they listen on loopback only.

/// The access key id.
pub const ACCESS_KEY_ID: &str = "local";

/// The secret access key.
pub const SECRET_ACCESS_KEY: &str = "local-secret";

/// The region to sign for.
pub const REGION: &str = "us-east-1";
