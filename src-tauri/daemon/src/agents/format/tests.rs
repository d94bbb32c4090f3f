use super::*;

const WELL: &str = r#"id = "mine"
name = "Mine"
programs = ["mine"]
conversation = "hook"
fresh = ["@hooks", "@permission", "@model", "@extra", "@prompt"]
resume = ["--resume", "{conversation}", "@hooks", "@permission", "@model", "@extra"]
prompt = ["--", "{prompt}"]
model = ["--model", "{model}"]
hook_args = ["--hook", "{hook}"]
[permission.plan]
says = "plans"
args = ["--plan"]
[hooks]
Start = { conversation = true }
"#;

#[test]
fn a_file_is_read() {
    let file = read(WELL).unwrap();
    assert_eq!((file.id.as_str(), file.conversation), ("mine", Learning::Hook));
    assert_eq!(file.version.args, ["--version"]);
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    // What is put in place of what, the line of the fault, and a part of what is said of it.
    let table = [
        ("id = \"mine\"", "id = \"Mine\"", 1, "an id is of lower-case letters"),
        ("name = \"Mine\"", "nam = \"Mine\"", 2, "unknown field `nam`"),
        ("name = \"Mine\"", "name = \" \"", 2, "the name is empty"),
        ("[\"mine\"]", "[]", 3, "there is no program"),
        ("[\"mine\"]", "[\"./mine\"]", 3, "is no path"),
        ("[\"mine\"]", "\"mine\"", 3, "expected a sequence"),
        ("\"hook\"", "\"guess\"", 4, "unknown variant `guess`"),
        ("\"hook\"", "\"chosen\"", 4, "exactly where the conversation is"),
        ("\"hook\"", "\"store\"", 4, "only where `transcript` names"),
        ("{ conversation = true }", "{}", 4, "no hook tells the conversation"),
        ("\"@extra\", \"@prompt\"]", "\"@prompt\"]", 5, "@extra is missing"),
        ("\"@extra\", \"@prompt\"]", "\"@extra\"]", 7, "@prompt must stand in `fresh`"),
        ("\"@extra\", \"@prompt\"]", "\"@extra\", \"@promt\"]", 5, "@promt is no group"),
        ("\"{conversation}\", ", "", 6, "it must name the {conversation}"),
        ("\"@model\", \"@extra\"]", "\"@extra\"]", 8, "resuming keeps the model"),
        ("\"@permission\", \"@model\", \"@extra\"]", "\"@model\", \"@extra\"]", 10, "keeps the permission mode"),
        ("\"{model}\"", "\"{modle}\"", 8, "{modle} stands for nothing"),
        ("\"{prompt}\"", "\"it\"", 7, "{prompt} is missing"),
        ("permission.plan", "permission.default", 10, "`default` is the agent's own mode"),
        ("{ conversation = true }", "{ conversation = true, activity = \"busy\" }", 14, "unknown variant `busy`"),
        ("{ conversation = true }", "{ conversation = true, activty = \"idle\" }", 14, "unknown field `activty`"),
    ];
    for (part, wrong, line, expected) in table {
        assert!(WELL.contains(part), "{part}");
        let fault = read(&WELL.replacen(part, wrong, 1)).unwrap_err();
        assert!(fault.message.contains(expected), "{wrong}: {fault:?}");
        assert_eq!(fault.line, Some(line), "{wrong}: {fault:?}");
    }
}

#[test]
fn files_lie_below_their_place_and_are_of_one_kind() {
    let with = |file: &str| read(&format!("{WELL}[[file]]\n{file}\n"));
    for well in [
        "path = \"a/b.json\"\njson.x = 1",
        "path = \"a\"\nplace = \"project\"\ntext = \"x\"",
        "path = \"{event}\"\ntext = \"\"",
    ] {
        assert!(with(well).is_ok(), "{well}");
    }
    let table = [
        ("path = \"../a\"\ntext = \"\"", "no path below its place"),
        ("path = \"/a\"\ntext = \"\"", "no path below its place"),
        ("path = \"a\\\\b\"\ntext = \"\"", "no path below its place"),
        ("path = \"C:a\"\ntext = \"\"", "no path below its place"),
        ("path = \"a\"", "either `text` or `json` or `toml`"),
        ("path = \"a\"\ntext = \"\"\njson.x = 1", "either `text` or `json` or `toml`"),
        ("path = \"a\"\nplace = \"project\"\ntoml.x = 1", "only those can be merged"),
        ("path = \"a\"\njson.x = \"{nothing}\"", "{nothing} stands for nothing"),
    ];
    for (file, expected) in table {
        let fault = with(file).unwrap_err();
        assert!(fault.message.contains(expected), "{file}: {fault:?}");
        assert!(fault.line.is_some_and(|line| line >= 15), "{file}: {fault:?}");
    }
}
