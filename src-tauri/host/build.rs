//! How the host is linked. It changes nothing else.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // There is one host for each session, and a position-independent program writes to a quarter of a megabyte of its own
    // when it is loaded (every pointer in its constants). At a fixed place those pages stay shared by all of them. Stack,
    // heap and libraries lie where the system puts them all the same.
    let target = |what: &str| std::env::var(format!("CARGO_CFG_TARGET_{what}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo::rustc-link-arg-bin=holdfast-host=-no-pie");
    }
}
