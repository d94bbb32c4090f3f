use super::*;

struct Fixed;

impl Values for Fixed {
    fn get(&self, word: Word) -> Result<String, BadWish> {
        if word == Word::Conversation { Err(BadWish::NoConversation) } else { Ok(format!("<{word:?} \"1\">")) }
    }
}

fn fill(text: &str) -> Result<String, String> {
    Text::try_from(text.to_owned())?.fill(&Fixed).map_err(|error| error.to_string())
}

#[test]
fn placeholders_are_replaced_and_other_braces_stand_for_themselves() {
    let table = [
        ("plain", "plain"),
        ("", ""),
        ("--model={model}", "--model=<Model \"1\">"),
        ("{event}{cwd}", "<Event \"1\"><Cwd \"1\">"),
        ("a={ b = {hook:quoted} }", r#"a={ b = "<Hook \"1\">" }"#),
        ("{}", "{}"),
        ("{{model}", "{<Model \"1\">"),
        ("{ model }", "{ model }"),
        ("open {", "open {"),
    ];
    for (text, expected) in table {
        assert_eq!(fill(text).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn unknown_names_are_refused_and_missing_values_told() {
    assert!(fill("{modle}").unwrap_err().starts_with("{modle} stands for nothing; there are {conversation}, "));
    assert!(fill("{model:json}").is_err());
    assert!(fill("{conversation}").is_err());
    assert!(Element::try_from("@promt".to_owned()).unwrap_err().contains("@prompt"));
    assert_eq!(Element::try_from("@prompt".to_owned()), Ok(Element::Group(Group::Prompt)));
}
