//! Which feed of updates may be asked. Pure.

use std::fmt;

use tauri::Url;

/// Why a feed that was named is not asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is no address.
    NoAddress(String),
    /// What comes that way could be read and changed by others.
    NotSecure(String),
    /// Nothing that comes could be known to be genuine.
    NoKey,
}

/// Returns the feed to ask. `named`: what the setting `updates.feed` says; `key`: the public half of the key that
/// releases of this build are signed with, empty where it was built without one.
///
/// # Errors
/// Where that feed cannot be trusted.
pub fn read(named: &str, key: &str) -> Result<Url, Refusal> {
    let url: Url = named.parse().map_err(|_| Refusal::NoAddress(named.to_owned()))?;
    if url.scheme() != "https" {
        return Err(Refusal::NotSecure(named.to_owned()));
    }
    if key.trim().is_empty() {
        return Err(Refusal::NoKey);
    }
    Ok(url)
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAddress(named) => write!(f, "updates.feed: {named:?} is no address"),
            Self::NotSecure(named) => write!(f, "updates.feed: {named:?} does not begin with https://"),
            Self::NoKey => write!(f, "updates.feed: this build has no key to tell genuine updates by"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_secure_feed_is_asked_and_only_with_a_key() {
        let feed = "https://example.org/latest.json";
        assert_eq!(read(feed, "dW50cnVzdGVk").unwrap().as_str(), feed);
        for (named, key, refusal) in [
            ("latest.json", "key", Refusal::NoAddress("latest.json".to_owned())),
            ("http://example.org/", "key", Refusal::NotSecure("http://example.org/".to_owned())),
            ("file:///tmp/x", "key", Refusal::NotSecure("file:///tmp/x".to_owned())),
            (feed, "", Refusal::NoKey),
            (feed, " \n", Refusal::NoKey),
        ] {
            assert_eq!(read(named, key), Err(refusal), "{named}");
        }
    }
}
