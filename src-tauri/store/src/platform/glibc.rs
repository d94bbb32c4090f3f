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
    walk(Whose::Own);
}

pub(crate) fn let_libraries_go() {
    walk(Whose::All);
}

fn walk(mut whose: Whose) {
    // SAFETY: the callback has the signature that is asked for and keeps nothing of what it is shown.
    unsafe {
        libc::dl_iterate_phdr(Some(let_go), ptr::from_mut(&mut whose).cast());
    }
}

/// Whose code is let go of.
#[derive(Clone, Copy, PartialEq)]
enum Whose {
    /// The program's, which the loader shows first.
    Own,
    /// That of all libraries as well.
    All,
}

unsafe extern "C" fn let_go(object: *mut libc::dl_phdr_info, _: usize, whose: *mut libc::c_void) -> c_int {
    // SAFETY: the loader hands in an object whose headers stay for as long as it is loaded, which it is during the call;
    // the other pointer is the one handed to the loader.
    unsafe {
        let (object, whose) = (&*object, *whose.cast::<Whose>());
        let headers = std::slice::from_raw_parts(object.dlpi_phdr, usize::from(object.dlpi_phnum));
        if !headers.iter().any(|header| is_patched(object.dlpi_addr, header)) {
            headers.iter().for_each(|header| drop_pages(object.dlpi_addr, header));
        }
        c_int::from(whose == Whose::Own)
    }
}

/// Only what is executable: it is as in the file, never written to. Other read-only parts were relocated.
unsafe fn drop_pages(base: u64, header: &libc::Elf64_Phdr) {
    if header.p_type == libc::PT_LOAD && header.p_flags == libc::PF_R | libc::PF_X {
        let page = 4096;
        let start = base + header.p_vaddr;
        let (first, end) = (start & !(page - 1), start + header.p_memsz);
        // SAFETY: the range is mapped from a file and unchanged, so the same bytes come back with the next look at it.
        unsafe {
            libc::madvise(first as *mut _, (end - first) as usize, libc::MADV_DONTNEED);
        }
    }
}

/// Whether the loader has written to an object's code, by its table of what is dynamic (`DT_TEXTREL`, or in `DT_FLAGS`).
unsafe fn is_patched(base: u64, header: &libc::Elf64_Phdr) -> bool {
    const END: u64 = 0;
    const TEXTREL: u64 = 22;
    const FLAGS: u64 = 30;
    const FLAG_TEXTREL: u64 = 4;
    if header.p_type != libc::PT_DYNAMIC {
        return false;
    }
    let mut entry = (base + header.p_vaddr) as *const [u64; 2];
    loop {
        // SAFETY: the table of a loaded object is mapped, and ends with such an entry.
        match unsafe { entry.read() } {
            [END, _] => return false,
            [TEXTREL, _] => return true,
            [FLAGS, flags] if flags & FLAG_TEXTREL != 0 => return true,
            _ => entry = entry.wrapping_add(1),
        }
    }
}
