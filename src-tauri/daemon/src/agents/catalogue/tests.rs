use super::*;

#[test]
fn every_built_in_agent_is_read() {
    for text in BUILTIN {
        if let Err(fault) = format::read(text) {
            panic!("{}\n{fault:?}", text.lines().take(3).collect::<Vec<_>>().join("\n"));
        }
    }
    let catalogue = Catalogue::load(Path::new("/no/such/directory"));
    assert_eq!(catalogue.all().count(), BUILTIN.len(), "two have the same id");
    assert_eq!(catalogue.problems(), []);
    assert!(catalogue.programs().contains(&"claude".to_owned()));
}
