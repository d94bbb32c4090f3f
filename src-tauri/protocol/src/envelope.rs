//! A request and its answer: the envelope around every typed call. Pure data and its reading.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::{ErrorCode, WireError};

/// A request type, its name on the wire and the type of its answer.
pub trait Call: Serialize + DeserializeOwned {
    /// The request's name on the wire.
    const NAME: &'static str;
    /// What the answer carries.
    type Reply: Serialize + DeserializeOwned;
}

/// Declares that a struct is a request: `call!(List => "list", SessionList)`.
#[macro_export]
macro_rules! call {
    ($type:ty => $name:literal, $reply:ty) => {
        impl $crate::envelope::Call for $type {
            const NAME: &'static str = $name;
            type Reply = $reply;
        }
    };
}

/// One request as it lies on the wire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Chosen by whoever asks; the response carries it back.
    pub id: u64,
    /// [`Call::NAME`].
    pub request: String,
    /// The request's fields.
    #[serde(default)]
    pub params: Value,
}

impl Request {
    /// Puts a call into its envelope.
    ///
    /// # Errors
    /// Where the call cannot be written as JSON, which is a fault of ours.
    pub fn of<C: Call>(id: u64, call: &C) -> Result<Self, WireError> {
        Ok(Self { id, request: C::NAME.to_owned(), params: to_value(call)? })
    }

    /// Reads the fields as the call that the name stands for.
    ///
    /// # Errors
    /// `bad_request` where they do not fit.
    pub fn read<C: Call>(&self) -> Result<C, WireError> {
        C::deserialize(&self.params)
            .map_err(|error| WireError::new(ErrorCode::BadRequest, format!("reading the request {}: {error}", C::NAME)))
    }
}

/// The answer to one request: exactly one of `ok` and `error`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Response {
    /// The request's id.
    pub id: u64,
    /// The reply's fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ok: Option<Value>,
    /// Why there is no reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<WireError>,
}

impl Response {
    /// Puts an outcome into its envelope.
    pub fn of<R: Serialize>(id: u64, outcome: Result<R, WireError>) -> Self {
        match outcome.and_then(|reply| to_value(&reply)) {
            Ok(value) => Self { id, ok: Some(value), error: None },
            Err(error) => Self { id, ok: None, error: Some(error) },
        }
    }

    /// Reads the answer as the reply of `C`.
    ///
    /// # Errors
    /// The error that was sent, or `not_holdfast` where the reply does not fit.
    pub fn read<C: Call>(self) -> Result<C::Reply, WireError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        serde_json::from_value(self.ok.unwrap_or_default()).map_err(|error| {
            WireError::new(ErrorCode::NotHoldfast, format!("reading the answer to {}: {error}", C::NAME))
        })
    }
}

/// The answer of requests that have nothing to say but that they were carried out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Done {}

fn to_value<T: Serialize>(value: &T) -> Result<Value, WireError> {
    serde_json::to_value(value)
        .map_err(|error| WireError::new(ErrorCode::Internal, format!("writing a message: {error}")))
}
