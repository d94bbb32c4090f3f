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

fn config(files: &[(&str, &str)]) -> tempfile::TempDir {
    let config = tempfile::tempdir().unwrap();
    fs::create_dir(config.path().join("agents")).unwrap();
    for (name, text) in files {
        fs::write(config.path().join("agents").join(name), text).unwrap();
    }
    config
}

fn minimal(id: &str, program: &str) -> String {
    format!("id = \"{id}\"\nname = \"N\"\nprograms = [\"{program}\"]\nconversation = \"never\"\nfresh = [\"@extra\"]\n")
}

#[test]
fn the_users_files_add_agents_and_take_the_place_of_ours() {
    let config = config(&[
        ("mine.toml", &minimal("mine", "my-agent")),
        ("codex.toml", &minimal("codex", "codex-of-mine")),
        ("notes.txt", "not an adapter"),
    ]);
    let catalogue = Catalogue::load(config.path());
    assert_eq!(catalogue.problems(), []);
    assert_eq!(catalogue.all().count(), BUILTIN.len() + 1);
    assert_eq!(catalogue.get("codex").unwrap().programs(), ["codex-of-mine"]);
    assert!(catalogue.programs().contains(&"my-agent".to_owned()));
}

#[test]
fn a_bad_file_is_told_with_its_line_and_all_else_is_there() {
    let config = config(&[
        ("a.toml", &minimal("mine", "one")),
        ("b.toml", "id = \"b\"\nname = 3\n"),
        ("c.toml", &minimal("mine", "two")),
        ("codex.toml", &minimal("Codex", "x")),
    ]);
    fs::create_dir(config.path().join("agents/d.toml")).unwrap();
    let catalogue = Catalogue::load(config.path());
    let told: Vec<String> = catalogue.problems().iter().map(ToString::to_string).collect();
    let expected = [
        ("b.toml:2: ", "invalid type"),
        ("c.toml: ", "another file has the id mine already"),
        ("codex.toml:1: ", "an id is of lower-case letters"),
        ("d.toml: ", "it is no file"),
    ];
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for (told, (place, message)) in told.iter().zip(expected) {
        assert!(told.contains(place) && told.contains(message), "{told}");
    }
    assert_eq!(catalogue.get("mine").unwrap().programs(), ["one"]);
    assert_eq!(catalogue.get("codex").unwrap().programs(), ["codex"], "ours stays where theirs is bad");
}
