//! The calls of the parser that nobody needs to look at: handed on to the terminal as they are. It never adds
//! behaviour; what needs any is written out in `recorder`.

/// Writes a `Handler` method for each signature, which calls the same method of `self.term`.
macro_rules! forward {
    ($($name:ident($($argument:ident: $type:ty),*);)*) => {
        $(
            #[inline]
            fn $name(&mut self, $($argument: $type),*) {
                Handler::$name(&mut self.term, $($argument),*);
            }
        )*
    };
}

pub(crate) use forward;
