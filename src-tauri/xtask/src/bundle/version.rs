//! The version of a build. Numbers only: what a word after them means, each system of packages sees differently.

use std::fmt;
use std::str::FromStr;

/// Major, minor, patch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version([u32; 3]);

impl Version {
    /// The one in Cargo.toml.
    pub fn of_workspace() -> Self {
        env!("CARGO_PKG_VERSION").parse().expect("Cargo.toml has three numbers")
    }

    /// The smallest one that is newer.
    pub fn next(self) -> Self {
        let Version([major, minor, patch]) = self;
        Version([major, minor, patch + 1])
    }
}

impl FromStr for Version {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers: Option<Vec<u32>> = text.split('.').map(|part| part.parse().ok()).collect();
        let numbers = numbers.and_then(|numbers| numbers.try_into().ok());
        numbers.map(Version).ok_or_else(|| "a version is three numbers, such as 0.2.0".to_owned())
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Version([major, minor, patch]) = self;
        write!(f, "{major}.{minor}.{patch}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_three_numbers() {
        assert_eq!("0.10.2".parse::<Version>().unwrap().next().to_string(), "0.10.3");
        for wrong in ["", "1", "1.2", "1.2.3.4", "1.2.x", "1.2.3-beta", "v1.2.3"] {
            assert!(wrong.parse::<Version>().is_err(), "{wrong}");
        }
    }
}
