//! Who did it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    Error, Id, Result,
    ai::AgentRun,
    identity::{ApiKey, User},
    integrations::Form,
    workflow::Policy,
};

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody who signed in.
    User(Id<User>),
    /// A machine that showed this key.
    Key(Id<ApiKey>),
    /// Whoever filled in this form.
    Form(Id<Form>),
    /// A policy that allowed it.
    Policy(Id<Policy>),
    /// A reading that proposed it.
    Run(Id<AgentRun>),
    /// Portico itself, by this function.
    System(&'static str),
    /// Portico itself, by a function that this build does not know.
    Other(String),
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(f, "user:{id}"),
            Self::Key(id) => write!(f, "key:{id}"),
            Self::Form(id) => write!(f, "form:{id}"),
            Self::Policy(id) => write!(f, "policy:{id}"),
            Self::Run(id) => write!(f, "run:{id}"),
            Self::System(name) => write!(f, "system:{name}"),
            Self::Other(text) => f.write_str(text),
        }
    }
}

impl FromStr for Actor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Ok(match text.split_once(':') {
            Some(("user", id)) => Self::User(id.parse()?),
            Some(("key", id)) => Self::Key(id.parse()?),
            Some(("form", id)) => Self::Form(id.parse()?),
            Some(("policy", id)) => Self::Policy(id.parse()?),
            Some(("run", id)) => Self::Run(id.parse()?),
            _ => Self::Other(text.to_owned()),
        })
    }
}

impl Serialize for Actor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Actor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
