//! Functions that transformers gives to chat templates.
use std::sync::{Arc, Mutex};

use minijinja::value::{Rest, ValueKind, ValueOrKwargs};
use minijinja::{Environment, Error, ErrorKind, Value};

use crate::clock::Clock;
use crate::python::*;

/// Begins the message of an error that the template itself raises.
pub const RAISED: &str = "raise_exception: ";

pub fn install(env: &mut Environment<'static>, clock: Arc<Mutex<Clock>>) {
    env.add_function("range", |args: Rest<Value>| Range::of(&args));
    env.add_function("dict", dict);
    env.add_function("namespace", |args: Rest<ValueOrKwargs>| -> Result {
        let all = dict(args)?;
        for (key, _) in pairs(&all)? {
            if key.as_str().is_none_or(|name| name.starts_with('_')) {
                return refuse(format!("a namespace cannot hold {key}"));
            }
        }
        minijinja::functions::namespace(Some(ValueOrKwargs::from(all)))
    });
    env.add_function("raise_exception", |message: Value| -> Result {
        Err(Error::new(ErrorKind::InvalidOperation, format!("{RAISED}{}", text(&message)?)))
    });
    env.add_function("strftime_now", move |format: Value| -> Result<String> {
        clock.lock().unwrap().strftime(str_of("strftime_now", &format)?)
    });
    for name in ["lipsum", "cycler", "joiner", "self"] {
        env.add_global(name, Value::from_object(NotHere(name)));
    }
}

fn dict(args: Rest<ValueOrKwargs>) -> Result {
    let mut all: Vec<(Value, Value)> = Vec::new();
    for (at, arg) in args.into_values().into_iter().enumerate() {
        if at > 1 || at == 1 && !arg.is_kwargs() || arg.kind() != ValueKind::Map {
            return refuse("dict() takes a dictionary and named arguments");
        }
        for (key, value) in pairs(&arg)? {
            match all.iter_mut().find(|(known, _)| *known == key) {
                Some(entry) => entry.1 = value,
                None => all.push((key, value)),
            }
        }
    }
    Ok(Value::from_pairs(all))
}
