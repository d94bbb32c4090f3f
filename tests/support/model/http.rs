//! As much of HTTP/1.1 as agents need: one request for each connection. It knows nothing of what is asked.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

/// What a client wants.
pub struct Request {
    pub path: String,
    pub body: Vec<u8>,
}

/// What it gets.
pub struct Response {
    pub status: u16,
    /// The media type.
    pub kind: &'static str,
    pub body: String,
}

impl Response {
    /// There is nothing at this path.
    pub fn missing() -> Self {
        Self { status: 404, kind: "application/json", body: r#"{"error":{"message":"not found"}}"#.to_owned() }
    }
}

/// Reads a request.
///
/// # Errors
/// Where the client leaves, or says what is no request.
pub fn read(stream: &mut TcpStream) -> io::Result<Request> {
    let mut reader = BufReader::new(stream);
    let path = line(&mut reader)?.split(' ').nth(1).unwrap_or_default().to_owned();
    let (mut length, mut is_chunked) = (0, false);
    loop {
        let header = line(&mut reader)?.to_ascii_lowercase();
        match header.split_once(':') {
            Some(("content-length", value)) => length = number(value, 10)?,
            Some(("transfer-encoding", value)) => is_chunked = value.contains("chunked"),
            Some(_) => {}
            None => break,
        }
    }
    let body = if is_chunked { chunks(&mut reader)? } else { exactly(&mut reader, length)? };
    Ok(Request { path, body })
}

/// Writes the response and ends the connection.
///
/// # Errors
/// Where the client has left.
pub fn write(stream: &mut TcpStream, response: &Response) -> io::Result<()> {
    let Response { status, kind, body } = response;
    let length = body.len();
    write!(stream, "HTTP/1.1 {status} .\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n")?;
    write!(stream, "connection: close\r\n\r\n{body}")
}

type Reader<'a> = BufReader<&'a mut TcpStream>;

fn line(reader: &mut Reader) -> io::Result<String> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end().to_owned())
}

fn chunks(reader: &mut Reader) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let size = number(&line(reader)?, 16)?;
        if size == 0 {
            return Ok(body);
        }
        body.extend(exactly(reader, size)?);
        line(reader)?;
    }
}

fn exactly(reader: &mut Reader, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    reader.read_exact(&mut bytes).map(|()| bytes)
}

fn number(text: &str, radix: u32) -> io::Result<usize> {
    usize::from_str_radix(text.trim(), radix).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}
