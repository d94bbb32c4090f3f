//! Linux with the GNU C library: its allocator can be asked, and its loader tells where our code lies.
#![allow(unsafe_code)] // calls without a safe wrapper; each says why it is sound

use std::ffi::c_int;
use std::ptr;

pub(crate) fn one_arena() {
    // SAFETY: sets a number.
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, 1);
    }
}

pub(crate) fn trim() {
    // SAFETY: only looks at what is free.
    unsafe {
        libc::malloc_trim(0);
    }
}

pub(crate) fn let_code_go() {
    // SAFETY: the callback has the signature that is asked for and keeps nothing of what it is shown.
    unsafe {
        libc::dl_iterate_phdr(Some(let_go), ptr::null_mut());
    }
}

/// The first object is the program itself; libraries are shared with everybody and stay.
unsafe extern "C" fn let_go(object: *mut libc::dl_phdr_info, _: usize, _: *mut libc::c_void) -> c_int {
    // SAFETY: the loader hands in an object whose headers stay for as long as it is loaded, and the program always is.
    unsafe {
        let object = &*object;
        for header in std::slice::from_raw_parts(object.dlpi_phdr, usize::from(object.dlpi_phnum)) {
            // Only what is executable: it is as in the file, never written to. Other read-only parts were relocated.
            if header.p_type == libc::PT_LOAD && header.p_flags == libc::PF_R | libc::PF_X {
                let page = 4096;
                let start = object.dlpi_addr + header.p_vaddr;
                let (first, end) = (start & !(page - 1), start + header.p_memsz);
                libc::madvise(first as *mut _, (end - first) as usize, libc::MADV_DONTNEED);
            }
        }
    }
    1
}
