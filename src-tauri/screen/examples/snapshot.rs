//! `snapshot COLS ROWS < bytes > snapshot`: what a client would be sent that attaches after those bytes. For tests of
//! other terminals.

use std::io::{Read, Write, stdin, stdout};

use screen::Size;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut number = || arguments.next().and_then(|text| text.parse().ok()).ok_or("usage: snapshot COLS ROWS");
    let mut screen = screen::new(Size { cols: number()?, rows: number()? }, 2000);
    let mut bytes = Vec::new();
    stdin().read_to_end(&mut bytes)?;
    screen.feed(&bytes, &mut Vec::new());
    Ok(stdout().write_all(&screen.snapshot())?)
}
