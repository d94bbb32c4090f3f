//! A request and its answer: the envelope around every typed call. Pure data and its reading.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

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
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Response {
    /// The request's id.
    pub id: u64,
    /// The reply's fields, as text: a list of hundreds of rows is written once and read once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ok: Option<Box<RawValue>>,
    /// Why there is no reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<WireError>,
}

impl PartialEq for Response {
    fn eq(&self, other: &Self) -> bool {
        (self.id, self.text(), &self.error) == (other.id, other.text(), &other.error)
    }
}

impl Response {
    /// Puts an outcome into its envelope.
    pub fn of<R: Serialize>(id: u64, outcome: Result<R, WireError>) -> Self {
        match outcome.and_then(|reply| serde_json::value::to_raw_value(&reply).map_err(|error| unwritten(&error))) {
            Ok(text) => Self { id, ok: Some(text), error: None },
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
        serde_json::from_str(self.text()).map_err(|error| {
            WireError::new(ErrorCode::NotHoldfast, format!("reading the answer to {}: {error}", C::NAME))
        })
    }

    /// The reply's fields as JSON; `null` where there are none.
    pub fn text(&self) -> &str {
        self.ok.as_deref().map_or("null", RawValue::get)
    }
}

/// The answer of requests that have nothing to say but that they were carried out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Done {}

fn to_value<T: Serialize>(value: &T) -> Result<Value, WireError> {
    serde_json::to_value(value).map_err(|error| unwritten(&error))
}

fn unwritten(error: &serde_json::Error) -> WireError {
    WireError::new(ErrorCode::Internal, format!("writing a message: {error}"))
}
