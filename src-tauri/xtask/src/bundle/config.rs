//! The part of the bundler's configuration that is only known once everything is built. Pure.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::contents::{Contents, Family, File};
use super::version::Version;

/// Returns what is to be laid over tauri.conf.json. `signs`: whether there is a key to sign with.
pub fn overlay(version: Version, contents: &Contents, signs: bool) -> Value {
    let programs: Vec<&Path> = contents.programs.iter().map(AsRef::as_ref).collect();
    let mut overlay = json!({
        "version": version.to_string(),
        "bundle": { "externalBin": programs, "createUpdaterArtifacts": signs },
    });
    if let Some(glibc) = contents.glibc {
        overlay["bundle"]["linux"] = json!({
            "deb": {
                "depends": [format!("libc6 (>= 2.{glibc})"), "libayatana-appindicator3-1"],
                "files": files(&contents.files, Family::Deb),
            },
            "rpm": {
                "depends": [
                    format!("libc.so.6(GLIBC_2.{glibc})(64bit)"),
                    "libwebkit2gtk-4.1.so.0()(64bit)",
                    "libgtk-3.so.0()(64bit)",
                    "libayatana-appindicator3.so.1()(64bit)",
                ],
                "files": files(&contents.files, Family::Rpm),
            },
        });
    }
    overlay
}

/// Where each file of a family goes in a package, and where it lies now.
fn files(files: &[File], family: Family) -> Map<String, Value> {
    let of_family = files.iter().filter(|file| file.family.is_none_or(|only| only == family));
    of_family.map(|file| (file.at.clone(), json!(file.from))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_family_gets_its_own_files_and_those_of_both() {
        let file = |at: &str, family| File { at: at.to_owned(), from: "/x".into(), family };
        let contents = Contents {
            programs: vec!["/t/holdfast".into()],
            files: vec![file("/both", None), file("/deb", Some(Family::Deb)), file("/rpm", Some(Family::Rpm))],
            glibc: Some(34),
        };
        let overlay = overlay("0.2.0".parse().unwrap(), &contents, true);
        assert_eq!(overlay["version"], "0.2.0");
        assert_eq!(overlay["bundle"]["externalBin"], json!(["/t/holdfast"]));
        assert_eq!(overlay["bundle"]["createUpdaterArtifacts"], true);
        let linux = &overlay["bundle"]["linux"];
        assert_eq!(linux["deb"]["files"], json!({"/both": "/x", "/deb": "/x"}));
        assert_eq!(linux["rpm"]["files"], json!({"/both": "/x", "/rpm": "/x"}));
        assert_eq!(linux["deb"]["depends"][0], "libc6 (>= 2.34)");
        assert_eq!(linux["rpm"]["depends"][0], "libc.so.6(GLIBC_2.34)(64bit)");
    }

    #[test]
    fn where_there_is_no_glibc_there_are_no_packages_of_linux() {
        let contents = Contents { programs: Vec::new(), files: Vec::new(), glibc: None };
        assert!(overlay("0.2.0".parse().unwrap(), &contents, false)["bundle"].get("linux").is_none());
    }
}
