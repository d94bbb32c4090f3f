//! A Tauri window with one page and nothing else, to measure the app's window against: `bare-window DIR PAGE` shows
//! PAGE of the built pages in DIR, and prints each title that the page gives itself. It is no part of the product.

use std::path::{Component, Path, PathBuf};

use tauri::http::{Response, StatusCode, header::CONTENT_TYPE};
use tauri::{WebviewUrl, WebviewWindowBuilder};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(dir), Some(page)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: bare-window DIR PAGE");
        std::process::exit(2);
    };
    let url = format!("page://localhost/{page}").parse().expect("a page's name makes an address");
    tauri::Builder::default()
        .register_uri_scheme_protocol("page", move |_, request| read(Path::new(&dir), request.uri().path()))
        .setup(move |app| {
            WebviewWindowBuilder::new(app, "main", WebviewUrl::CustomProtocol(url))
                .title("bare")
                .inner_size(1280.0, 800.0)
                .on_document_title_changed(|_, title| println!("{title}"))
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!("tests/bare_window/tauri.conf.json"))
        .expect("there is a desktop");
}

fn read(dir: &Path, path: &str) -> Response<Vec<u8>> {
    let relative: PathBuf = Path::new(path).components().filter(|part| matches!(part, Component::Normal(_))).collect();
    let kind = match relative.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    };
    let answer = match std::fs::read(dir.join(relative)) {
        Ok(bytes) => Response::builder().header(CONTENT_TYPE, kind).body(bytes),
        Err(_) => Response::builder().status(StatusCode::NOT_FOUND).body(Vec::new()),
    };
    answer.expect("status and type are well formed")
}
