//! The functions that Java calls. Texts are UTF-8; a result is the address of: one byte, 0 for a text and 1 for an error,
//! four bytes with the text's length, the text.
use crate::Template;
use std::sync::Mutex;

static TEMPLATE: Mutex<Option<Template>> = Mutex::new(None);

/// Room for `size` bytes, which the next call that is given it takes over.
#[unsafe(no_mangle)]
pub extern "C" fn allocate(size: usize) -> *mut u8 {
    Box::leak(vec![0; size].into_boxed_slice()).as_mut_ptr()
}

/// Gives back what a call returned.
///
/// # Safety
/// `result` is what `compile` or `render` returned, once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn release(result: *mut u8) {
    let size = unsafe { result.add(1).cast::<u32>().read_unaligned() } as usize + 5;
    drop(unsafe { taken(result, size) });
}

/// Makes a template's text that of this instance.
///
/// # Safety
/// The text was written where `allocate` said.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn compile(source: *mut u8, size: usize) -> *mut u8 {
    let compiled = unsafe { text(source, size) }.and_then(|source| Template::new(&source));
    result(compiled.map(|template| {
        *TEMPLATE.lock().unwrap() = Some(template);
        String::new()
    }))
}

/// Renders the template with a context, a JSON object, at a moment.
///
/// # Safety
/// Both texts were written where `allocate` said.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn render(context: *mut u8, size: usize, now: *mut u8, now_size: usize) -> *mut u8 {
    let (context, now) = unsafe { (text(context, size), text(now, now_size)) };
    let template = TEMPLATE.lock().unwrap();
    let rendered = match (&*template, context, now) {
        (Some(template), Ok(context), Ok(now)) => template.render(&context, &now),
        _ => Err("no template, or texts that are not UTF-8".to_string()),
    };
    result(rendered)
}

unsafe fn taken(start: *mut u8, size: usize) -> Box<[u8]> {
    unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(start, size)) }
}

unsafe fn text(start: *mut u8, size: usize) -> Result<String, String> {
    String::from_utf8(unsafe { taken(start, size) }.into_vec()).map_err(|e| e.to_string())
}

fn result(outcome: Result<String, String>) -> *mut u8 {
    let (failed, text) = match outcome {
        Ok(text) => (0, text),
        Err(text) => (1, text),
    };
    let mut bytes = Vec::with_capacity(text.len() + 5);
    bytes.push(failed);
    bytes.extend((text.len() as u32).to_le_bytes());
    bytes.extend(text.as_bytes());
    Box::leak(bytes.into_boxed_slice()).as_mut_ptr()
}
