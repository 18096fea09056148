//! A chat template, compiled once and rendered many times.
use std::sync::{Arc, Mutex};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Error, Value};

use crate::clock::Clock;
use crate::{filters, globals, python, strings, tags, tests};

pub struct Template {
    env: Environment<'static>,
    clock: Arc<Mutex<Clock>>,
}

const NAME: &str = "chat_template";

impl Template {
    /// Fails with what is wrong in the template.
    pub fn new(source: &str) -> Result<Template, String> {
        let clock = Arc::new(Mutex::new(Clock::parse("1970-01-01T00:00:00").ok_or("no clock")?));
        let mut env = Environment::empty();
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        env.set_syntax(syntax.map_err(text)?);
        env.set_formatter(|out, state, value| {
            python::ensure_printable(value)?;
            minijinja::escape_formatter(out, state, value)
        });
        env.set_unknown_method_callback(strings::method);
        filters::install(&mut env);
        tests::install(&mut env);
        globals::install(&mut env, clock.clone());
        env.add_template_owned(NAME, tags::translate(source)?).map_err(text)?;
        Ok(Template { env, clock })
    }

    /// `context` is a JSON object; `now`, like 2026-11-30T09:05:07, is what `strftime_now` tells.
    pub fn render(&self, context: &str, now: &str) -> Result<String, String> {
        *self.clock.lock().unwrap() = Clock::parse(now).ok_or_else(|| format!("{now} is no date and time"))?;
        let context: serde_json::Value = serde_json::from_str(context).map_err(|e| e.to_string())?;
        let template = self.env.get_template(NAME).map_err(text)?;
        template.render(Value::from(Serde(&context))).map_err(text)
    }
}

/// One line: what is wrong, then where.
fn text(error: Error) -> String {
    let mut all = vec![error.to_string()];
    let mut source = std::error::Error::source(&error);
    while let Some(inner) = source {
        all.push(inner.to_string());
        source = inner.source();
    }
    let told = all.join(": ");
    match told.split_once(globals::RAISED) {
        Some((_, raised)) => format!("{}{}", globals::RAISED, raised.rsplit_once(" (in ").map_or(raised, |two| two.0)),
        None => told.replace("(in chat_template:", "(line ").replace("in chat_template:", "line "),
    }
}
