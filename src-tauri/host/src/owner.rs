//! Whose window the terminal is as large as. Pure: told who comes, types, resizes and leaves, it names the owner.
//!
//! The first interactive client owns the size; typing moves it; when the owner leaves, it passes to the client that was
//! active last. A client that only looks never owns it.

use protocol::host::Colors;
use protocol::session::Size;

/// A client, as the host numbers them.
pub type ClientId = u64;

/// All clients that may own the size.
#[derive(Debug, Default)]
pub struct Owners {
    /// The one active last comes last.
    clients: Vec<Candidate>,
    owner: Option<ClientId>,
}

/// One client that may own the size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Which client.
    pub id: ClientId,
    /// Its window, as last told. Absent: it leaves the size as it is.
    pub size: Option<Size>,
    /// Its colours, which queries are answered with.
    pub colors: Option<Colors>,
}

impl Owners {
    /// Who owns the size. Absent: nobody who could is there.
    pub fn owner(&self) -> Option<&Candidate> {
        self.clients.iter().find(|client| Some(client.id) == self.owner)
    }

    /// An interactive client attached, perhaps again.
    pub fn joined(&mut self, candidate: Candidate) {
        self.clients.retain(|client| client.id != candidate.id);
        self.clients.push(candidate);
        self.owner.get_or_insert(candidate.id);
    }

    /// A client's window has another size now.
    pub fn resized(&mut self, id: ClientId, size: Size) {
        if let Some(client) = self.clients.iter_mut().find(|client| client.id == id) {
            client.size = Some(size);
        }
    }

    /// A person typed in that client.
    pub fn typed(&mut self, id: ClientId) {
        if let Some(at) = self.clients.iter().position(|client| client.id == id) {
            self.clients[at..].rotate_left(1);
            self.owner = Some(id);
        }
    }

    /// A client went away, or only looks from now on.
    pub fn left(&mut self, id: ClientId) {
        self.clients.retain(|client| client.id != id);
        if self.owner == Some(id) {
            self.owner = self.clients.last().map(|client| client.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    enum Step {
        Join(ClientId, Option<u16>),
        Resize(ClientId, u16),
        Type(ClientId),
        Leave(ClientId),
    }
    use Step::*;

    /// The owner and the columns of its window.
    type Outcome = Option<(ClientId, Option<u16>)>;

    fn size(cols: u16) -> Size {
        Size { cols, rows: 24 }
    }

    fn after(steps: &[Step]) -> Outcome {
        let mut owners = Owners::default();
        for step in steps {
            match *step {
                Join(id, cols) => owners.joined(Candidate { id, size: cols.map(size), colors: None }),
                Resize(id, cols) => owners.resized(id, size(cols)),
                Type(id) => owners.typed(id),
                Leave(id) => owners.left(id),
            }
        }
        owners.owner().map(|owner| (owner.id, owner.size.map(|size| size.cols)))
    }

    #[test]
    fn the_size_belongs_to_whom_the_rules_say() {
        let table: &[(&str, &[Step], Outcome)] = &[
            ("nobody", &[], None),
            ("the first", &[Join(1, Some(80)), Join(2, Some(100))], Some((1, Some(80)))),
            ("one that tells no size leaves it as it is", &[Join(1, None), Join(2, Some(100))], Some((1, None))),
            ("typing moves it", &[Join(1, Some(80)), Join(2, Some(100)), Type(2)], Some((2, Some(100)))),
            (
                "a resize of another waits until it types",
                &[Join(1, Some(80)), Join(2, Some(100)), Resize(2, 90), Type(2)],
                Some((2, Some(90))),
            ),
            ("a resize of the owner counts", &[Join(1, Some(80)), Resize(1, 70)], Some((1, Some(70)))),
            (
                "it passes to the one active last",
                &[Join(1, Some(1)), Join(2, Some(2)), Join(3, Some(3)), Type(2), Type(3), Type(1), Leave(1)],
                Some((3, Some(3))),
            ),
            ("another's leaving changes nothing", &[Join(1, Some(80)), Join(2, None), Leave(2)], Some((1, Some(80)))),
            ("the last one leaves nobody", &[Join(1, Some(80)), Leave(1)], None),
            ("typing of one who only looks", &[Join(1, Some(80)), Type(9)], Some((1, Some(80)))),
            ("attaching again keeps it", &[Join(1, Some(80)), Join(2, None), Join(1, Some(81))], Some((1, Some(81)))),
        ];
        for (name, steps, owner) in table {
            assert_eq!(after(steps), *owner, "{name}");
        }
    }
}
