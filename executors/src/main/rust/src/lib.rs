//! Chat templates as transformers renders them: MiniJinja, with what Python and transformers do otherwise.
mod clock;
mod filters;
mod globals;
mod json;
mod python;
mod render;
mod strings;
mod tags;
mod tests;
#[cfg(target_arch = "wasm32")]
mod wasm;

pub use render::Template;
