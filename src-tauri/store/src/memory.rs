//! Memory that a program which has nothing to do can do without. It is only ever a hint: nothing is lost by it.

use crate::platform::memory;

/// Keeps the C library from giving each thread an arena of its own: the threads of our programs hardly allocate at the
/// same time. Called before any other thread exists.
pub fn be_frugal() {
    memory::one_arena();
}

/// Gives back to the system what is free, and lets go of the program's own code: it lies in the system's cache of files,
/// from where what is needed of it comes back by itself in some microseconds.
pub fn give_back() {
    memory::trim();
    memory::let_code_go();
}

/// As [`give_back`], and lets go of the code of all libraries: for a program which has loaded most of them for something
/// that is over, such as a window.
pub fn give_back_with_libraries() {
    memory::trim();
    memory::let_libraries_go();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_gave_its_memory_back_goes_on() {
        be_frugal();
        let kept: Vec<String> = (0..1000).map(|number| number.to_string()).collect();
        let worker = std::thread::spawn(|| (0..100_000_u64).sum::<u64>());
        for _ in 0..100 {
            give_back();
            give_back_with_libraries();
        }
        assert_eq!(kept[999], "999");
        assert_eq!(worker.join().unwrap(), 4_999_950_000);
    }
}
