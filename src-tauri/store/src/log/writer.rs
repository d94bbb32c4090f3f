//! Appends to the output log. One system call for each record and nothing kept back in this process, so that a killed
//! host loses nothing. It never syncs: whoever may wait does that, with [`Writer::file`].

use std::fs::{File, OpenOptions};
use std::io::{self, IoSlice, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use protocol::id::{Generation, SessionId};
use protocol::session::Size;

use super::bounds::Newest;
use super::format::{self, Header, Kind, MAX_PAYLOAD};
use super::{SEGMENT, bounds, segment_path};
use crate::platform;

/// Whose log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The session.
    pub session: SessionId,
    /// Its run.
    pub generation: Generation,
}

/// The end of the log, where it grows.
#[derive(Debug)]
pub struct Writer {
    dir: PathBuf,
    run: Run,
    number: u32,
    file: Arc<File>,
    /// Of the file, up to its last whole record.
    length: u64,
    /// Where the opening snapshot ends.
    opening: u64,
    /// How much the whole log may take, in bytes.
    bound: u64,
    /// The oldest segment that is still there.
    oldest: u32,
    /// What the segments before this one take, in bytes, as of its beginning.
    older: u64,
}

impl Writer {
    /// Begins the log of a run that has printed nothing yet. The directory is created where it is absent.
    ///
    /// # Errors
    /// `AlreadyExists` where there is a log; whatever the file system says.
    pub fn create(dir: &Path, run: Run, size: Size) -> io::Result<Self> {
        protocol::paths::ensure_private_directory(dir)?;
        let (file, length) = begin(dir, &run, 1, 0, size)?;
        Ok(Self::at(dir, run, 1, file, length))
    }

    /// Goes on with a log that could not be written for a while, or was never begun: in a new segment, with what the terminal
    /// shows at `offset`. What was printed since the last record is not in it.
    ///
    /// # Errors
    /// Whatever the file system says, also where there is no room for a whole segment; then nothing is left of it.
    pub fn resume(dir: &Path, run: Run, offset: u64, time: u64, size: Size, snapshot: &[u8]) -> io::Result<Self> {
        protocol::paths::ensure_private_directory(dir)?;
        let number = bounds::kept(dir)?.last().map_or(1, |last| last.number + 1);
        let (file, length) = begin(dir, &run, number, offset, size)?;
        let mut writer = Self::at(dir, run, number, file, length);
        platform::find_room(&writer.file, SEGMENT).map_err(|error| writer.undo(error))?;
        writer.snapshot(offset, time, snapshot).map_err(|error| writer.undo(error))?;
        writer.opening = writer.length;
        Ok(writer)
    }

    fn at(dir: &Path, run: Run, number: u32, file: Arc<File>, length: u64) -> Self {
        let (opening, bound) = (length, bounds::BOUND);
        Self { dir: dir.to_owned(), run, number, file, length, opening, bound, oldest: number, older: 0 }
    }

    /// The same with another bound, in bytes: from now on the oldest segments go at each roll, so that this one and they
    /// never take more. Where it is less than what one segment may take, only that one is kept.
    #[must_use]
    pub fn bounded(mut self, bound: u64) -> Self {
        self.bound = bound;
        self.trim();
        self
    }

    /// Appends output that begins at `offset`, at most [`MAX_PAYLOAD`] bytes. `time` is in milliseconds since 1970.
    ///
    /// # Errors
    /// Whatever the file system says; then the log ends with its last whole record.
    pub fn data(&mut self, offset: u64, time: u64, bytes: &[u8]) -> io::Result<()> {
        self.append(Kind::DATA, offset, time, [&[], bytes])
    }

    /// Appends that the terminal has another size from `offset` on.
    ///
    /// # Errors
    /// As [`Self::data`].
    pub fn resize(&mut self, offset: u64, time: u64, size: Size) -> io::Result<()> {
        self.append(Kind::RESIZE, offset, time, [&size.cols.to_le_bytes(), &size.rows.to_le_bytes()])
    }

    /// Whether the segment is full and the next one should be begun, with [`Self::roll`].
    pub fn is_full(&self) -> bool {
        self.length - self.opening >= SEGMENT
    }

    /// Begins the next segment, with what the terminal shows at `offset`.
    ///
    /// # Errors
    /// As [`Self::data`]; then the old segment is still the last.
    pub fn roll(&mut self, offset: u64, time: u64, size: Size, snapshot: &[u8]) -> io::Result<()> {
        let number = self.number + 1;
        let (file, length) = begin(&self.dir, &self.run, number, offset, size)?;
        let mut next = Self { bound: self.bound, ..Self::at(&self.dir, self.run.clone(), number, file, length) };
        next.snapshot(offset, time, snapshot).map_err(|error| next.undo(error))?;
        next.opening = next.length;
        next.trim();
        *self = next;
        Ok(())
    }

    /// What the whole log takes, in bytes.
    pub fn bytes(&self) -> u64 {
        self.older + self.length
    }

    /// The oldest segment that is still there.
    pub fn oldest(&self) -> u32 {
        self.oldest
    }

    /// Removes the oldest segments as far as there are too many. To be called when this one was just begun.
    fn trim(&mut self) {
        let Some(left) = bounds::trim(&self.dir, self.bound, Newest::Begun) else { return };
        self.oldest = left.first().map_or(self.number, |first| first.number);
        self.older = bounds::total(&left).saturating_sub(self.length);
    }

    /// Without its snapshot it is no segment.
    fn undo(&self, error: io::Error) -> io::Error {
        let _ = std::fs::remove_file(segment_path(&self.dir, self.number));
        error
    }

    /// The segment that grows, for whoever syncs it, and its number.
    pub fn file(&self) -> (u32, &Arc<File>) {
        (self.number, &self.file)
    }

    fn snapshot(&mut self, offset: u64, time: u64, snapshot: &[u8]) -> io::Result<()> {
        let mut left = snapshot.len();
        for piece in snapshot.chunks(MAX_PAYLOAD - 4) {
            left -= piece.len();
            let follows = u32::try_from(left).map_err(io::Error::other)?;
            self.append(Kind::SNAPSHOT, offset, time, [&follows.to_le_bytes(), piece])?;
        }
        Ok(())
    }

    fn append(&mut self, kind: Kind, offset: u64, time: u64, parts: [&[u8]; 2]) -> io::Result<()> {
        let payload = parts[0].len() + parts[1].len();
        if payload > MAX_PAYLOAD {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("log record of {payload} bytes")));
        }
        let (head, crc) = format::frame_record(kind, offset, time, parts);
        let mut slices = [&head, parts[0], parts[1], &crc].map(IoSlice::new);
        if let Err(error) = write_all(&self.file, &mut slices) {
            // Half a record would hide every later one; if this fails too, a reader stops at the torn record.
            let _ = self.file.set_len(self.length);
            return Err(error);
        }
        self.length += (head.len() + payload + crc.len()) as u64;
        Ok(())
    }
}

fn begin(dir: &Path, run: &Run, number: u32, base: u64, size: Size) -> io::Result<(Arc<File>, u64)> {
    let path = segment_path(dir, number);
    let file = protocol::platform::private(OpenOptions::new().append(true).create_new(true)).open(&path)?;
    let (session, generation) = (run.session.clone(), run.generation);
    let header = Header { session, generation, segment: number, base, created: crate::now_ms(), size };
    let bytes = format::encode_header(&header);
    if let Err(error) = (&file).write_all(&bytes) {
        let _ = std::fs::remove_file(&path);
        return Err(error);
    }
    Ok((Arc::new(file), bytes.len() as u64))
}

fn write_all(mut file: &File, mut slices: &mut [IoSlice<'_>]) -> io::Result<()> {
    while slices.iter().any(|slice| !slice.is_empty()) {
        match file.write_vectored(slices) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => IoSlice::advance_slices(&mut slices, written),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
