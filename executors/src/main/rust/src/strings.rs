//! Methods of Python's `str`, `dict`, `list` and `tuple`.
use minijinja::formatting::{FormatStyle, format};
use minijinja::value::{Tuple, ValueKind};
use minijinja::{Error, ErrorKind, State, Value};

use crate::python::*;

/// Called where a method is called that MiniJinja itself does not have.
pub fn method(_: &mut State, value: &Value, name: &str, args: &[Value]) -> Result {
    match value.kind() {
        ValueKind::String => of_str(str_of("a method", value)?, name, args),
        ValueKind::Map => of_dict(value, name, args),
        ValueKind::Seq => of_list(value, name, args),
        _ => unknown(value, name),
    }
}

fn unknown(value: &Value, name: &str) -> Result {
    let text = format!("{} has no method {name} in chat templates here", value.kind());
    Err(Error::new(ErrorKind::UnknownMethod, text))
}

fn of_str(s: &str, name: &str, args: &[Value]) -> Result {
    let one = |label: &str| -> Result<String> {
        match args {
            [arg] => Ok(str_of(label, arg)?.to_string()),
            _ => refuse(format!("{label} takes one argument")),
        }
    };
    Ok(match name {
        "upper" => none(name, args, s.to_uppercase())?,
        "lower" => none(name, args, s.to_lowercase())?,
        "capitalize" => none(name, args, capitalize(s)?)?,
        "title" => none(name, args, title(s)?)?,
        "swapcase" => none(name, args, swapcase(ascii(name, s)?))?,
        "strip" | "lstrip" | "rstrip" => Value::from(strip(s, name, args)?),
        "split" => split(s, args)?,
        "rsplit" => rsplit(s, args)?,
        "splitlines" => {
            let keep = match args {
                [] => false,
                [keep] if !keep.is_kwargs() => keep.is_true(),
                _ => bind(name, &["keepends"], args)?[0].as_ref().is_some_and(Value::is_true),
            };
            Value::from(lines(s, keep).into_iter().map(Value::from).collect::<Vec<_>>())
        }
        "startswith" => Value::from(starts(name, args, |part| s.starts_with(part))?),
        "endswith" => Value::from(starts(name, args, |part| s.ends_with(part))?),
        "replace" => {
            let bound = positional(name, args, 2, 3)?;
            let count = bound.get(2).map_or(Ok(-1), |n| int_of(name, n))?;
            Value::from(replace(s, str_of(name, &bound[0])?, str_of(name, &bound[1])?, count))
        }
        "removeprefix" => {
            let part = one(name)?;
            Value::from(s.strip_prefix(&*part).unwrap_or(s))
        }
        "removesuffix" => {
            let part = one(name)?;
            Value::from(s.strip_suffix(&*part).unwrap_or(s))
        }
        "partition" => partition(s, &one(name)?, s.find(&*one(name)?), true)?,
        "rpartition" => partition(s, &one(name)?, s.rfind(&*one(name)?), false)?,
        "find" | "index" => position(s, name, s.find(&*one(name)?))?,
        "rfind" | "rindex" => position(s, name, s.rfind(&*one(name)?))?,
        "count" => match &*one(name)? {
            "" => Value::from(s.chars().count() + 1),
            part => Value::from(s.matches(part).count()),
        },
        "join" => {
            let bound = positional(name, args, 1, 1)?;
            let parts = items(&bound[0])?;
            let parts = parts.iter().map(|part| str_of("join", part)).collect::<Result<Vec<_>>>()?;
            Value::from(parts.join(s))
        }
        "format" => formatted(s, args)?,
        "isspace" => none(name, args, !s.is_empty() && s.chars().all(is_space))?,
        "isascii" => none(name, args, s.is_ascii())?,
        _ => return of_ascii(s, name, args),
    })
}

fn of_ascii(s: &str, name: &str, args: &[Value]) -> Result {
    let all = |test: fn(&char) -> bool| !s.is_empty() && s.chars().all(|c| test(&c));
    let cased = |test: fn(&char) -> bool| {
        s.chars().any(|c| c.is_ascii_alphabetic()) && s.chars().all(|c| !c.is_ascii_alphabetic() || test(&c))
    };
    let holds = match name {
        "isdigit" | "isnumeric" | "isdecimal" => all(char::is_ascii_digit),
        "isalpha" => all(char::is_ascii_alphabetic),
        "isalnum" => all(char::is_ascii_alphanumeric),
        "islower" => cased(char::is_ascii_lowercase),
        "isupper" => cased(char::is_ascii_uppercase),
        _ => return unknown(&Value::from(s), name),
    };
    ascii(name, s)?;
    none(name, args, holds)
}

fn of_dict(value: &Value, name: &str, args: &[Value]) -> Result {
    let view = |name, items: Vec<Value>| Ok(Value::from_object(View { name, items }));
    match name {
        "get" => {
            let bound = positional(name, args, 1, 2)?;
            let found = pairs(value)?.into_iter().find(|(key, _)| *key == bound[0]);
            Ok(found.map(|(_, item)| item).or(bound.get(1).cloned()).unwrap_or(Value::from(())))
        }
        "keys" => {
            positional(name, args, 0, 0)?;
            view("keys", pairs(value)?.into_iter().map(|(key, _)| key).collect())
        }
        "values" => {
            positional(name, args, 0, 0)?;
            view("values", pairs(value)?.into_iter().map(|(_, item)| item).collect())
        }
        "items" => {
            positional(name, args, 0, 0)?;
            view("items", pairs(value)?.into_iter().map(|(key, item)| pair(key, item)).collect())
        }
        "copy" => {
            positional(name, args, 0, 0)?;
            Ok(Value::from_pairs(pairs(value)?))
        }
        _ => unknown(value, name),
    }
}

fn of_list(value: &Value, name: &str, args: &[Value]) -> Result {
    let all = items(value)?;
    match name {
        "count" => {
            let bound = positional(name, args, 1, 1)?;
            Ok(Value::from(all.iter().filter(|item| **item == bound[0]).count()))
        }
        "index" => {
            let bound = positional(name, args, 1, 1)?;
            match all.iter().position(|item| *item == bound[0]) {
                Some(at) => Ok(Value::from(at)),
                None => refuse("index() of what is not in the list"),
            }
        }
        "copy" if !value.is_tuple() => {
            positional(name, args, 0, 0)?;
            Ok(Value::from(all))
        }
        _ => unknown(value, name),
    }
}

fn positional(name: &str, args: &[Value], least: usize, most: usize) -> Result<Vec<Value>> {
    if args.iter().any(Value::is_kwargs) || args.len() < least || args.len() > most {
        return refuse(format!("{name}() takes {least} to {most} arguments, without names"));
    }
    Ok(args.to_vec())
}

fn none(name: &str, args: &[Value], result: impl Into<Value>) -> Result {
    positional(name, args, 0, 0)?;
    Ok(result.into())
}

pub fn capitalize(s: &str) -> Result<String> {
    let mut chars = s.chars();
    let Some(first) = chars.next() else { return Ok(String::new()) };
    Ok(titled(first)? + &chars.as_str().to_lowercase())
}

/// The title case of one letter, which for a few beyond ASCII is not the upper case.
fn titled(c: char) -> Result<String> {
    let upper = c.to_uppercase().collect::<String>();
    if upper.chars().count() > 1 || ('\u{1c4}'..='\u{1f3}').contains(&c) || ('\u{10d0}'..='\u{10ff}').contains(&c) {
        return refuse(format!("the title case of {c} is not supported"));
    }
    Ok(upper)
}

fn title(s: &str) -> Result<String> {
    let mut out = String::new();
    let mut inside = false;
    for c in s.chars() {
        if inside {
            out.extend(c.to_lowercase());
        } else {
            out += &titled(c)?;
        }
        inside = c.is_lowercase() || c.is_uppercase();
        if c == 'Σ' {
            return refuse("the title case of Σ is not supported");
        }
    }
    Ok(out)
}

fn swapcase(s: &str) -> String {
    let swap = |c: char| if c.is_ascii_uppercase() { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() };
    s.chars().map(swap).collect()
}

fn strip<'a>(s: &'a str, name: &str, args: &[Value]) -> Result<&'a str> {
    let bound = positional(name, args, 0, 1)?;
    let chars = match bound.first() {
        Some(chars) if !chars.is_none() => Some(str_of(name, chars)?),
        _ => None,
    };
    let cut = |c: char| chars.map_or_else(|| is_space(c), |set| set.contains(c));
    Ok(match name {
        "strip" => s.trim_matches(cut),
        "lstrip" => s.trim_start_matches(cut),
        _ => s.trim_end_matches(cut),
    })
}

fn split_arguments(args: &[Value]) -> Result<(Option<String>, usize)> {
    let bound = bind("split()", &["sep", "maxsplit"], args)?;
    let sep = match &bound[0] {
        Some(sep) if !sep.is_none() => Some(str_of("split()", sep)?.to_string()),
        _ => None,
    };
    if sep.as_deref() == Some("") {
        return refuse("split() by an empty text");
    }
    let most = bound[1].as_ref().map_or(Ok(-1), |n| int_of("split()", n))?;
    Ok((sep, usize::try_from(most).unwrap_or(usize::MAX)))
}

fn split(s: &str, args: &[Value]) -> Result {
    let (sep, most) = split_arguments(args)?;
    let Some(sep) = sep else { return Ok(strings(words(s, most))) };
    Ok(strings(s.splitn(most.saturating_add(1), &*sep).collect()))
}

fn rsplit(s: &str, args: &[Value]) -> Result {
    let (sep, most) = split_arguments(args)?;
    let mut parts: Vec<&str> = match &sep {
        Some(sep) => s.rsplitn(most.saturating_add(1), &**sep).collect(),
        None if most == usize::MAX => return Ok(strings(words(s, most))),
        None => return refuse("rsplit() at white space with a bound is not supported"),
    };
    parts.reverse();
    Ok(strings(parts))
}

fn words(s: &str, most: usize) -> Vec<&str> {
    let mut rest = s.trim_start_matches(is_space);
    let mut words = Vec::new();
    while !rest.is_empty() {
        let end = if words.len() == most { rest.len() } else { rest.find(is_space).unwrap_or(rest.len()) };
        words.push(&rest[..end]);
        rest = rest[end..].trim_start_matches(is_space);
    }
    words
}

fn strings(parts: Vec<&str>) -> Value {
    Value::from(parts.into_iter().map(Value::from).collect::<Vec<_>>())
}

/// `str.splitlines`.
pub fn lines(s: &str, keep: bool) -> Vec<&str> {
    let is_end = |c: char| matches!(c, '\n'..='\r' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let mut lines = Vec::new();
    let mut rest = s;
    while !rest.is_empty() {
        let Some(at) = rest.find(is_end) else {
            lines.push(rest);
            break;
        };
        let end = rest[at..].chars().next().map_or(1, char::len_utf8);
        let end = at + if rest[at..].starts_with("\r\n") { 2 } else { end };
        lines.push(if keep { &rest[..end] } else { &rest[..at] });
        rest = &rest[end..];
    }
    lines
}

fn starts(name: &str, args: &[Value], holds: impl Fn(&str) -> bool) -> Result<bool> {
    let bound = positional(name, args, 1, 1)?;
    if !bound[0].is_tuple() {
        return Ok(holds(str_of(name, &bound[0])?));
    }
    let parts = items(&bound[0])?;
    let parts = parts.iter().map(|part| str_of(name, part)).collect::<Result<Vec<_>>>()?;
    Ok(parts.into_iter().any(holds))
}

/// `str.replace`; a negative count replaces all.
pub fn replace(s: &str, old: &str, new: &str, count: i64) -> String {
    match usize::try_from(count) {
        Ok(count) => s.replacen(old, new, count),
        Err(_) => s.replace(old, new),
    }
}

fn partition(s: &str, part: &str, at: Option<usize>, first: bool) -> Result {
    if part.is_empty() {
        return refuse("partition() by an empty text");
    }
    let parts = match at {
        Some(at) => [&s[..at], part, &s[at + part.len()..]],
        None if first => [s, "", ""],
        None => ["", "", s],
    };
    Ok(Value::from(Tuple::from(parts.map(Value::from))))
}

fn position(s: &str, name: &str, at: Option<usize>) -> Result {
    match at {
        Some(at) => Ok(Value::from(s[..at].chars().count())),
        None if name.ends_with("find") => Ok(Value::from(-1)),
        None => refuse(format!("{name}() of what is not in the text")),
    }
}

fn formatted(s: &str, args: &[Value]) -> Result {
    if s.contains("!") || s.contains("[") || s.contains("{:") && s.contains(",") {
        return refuse("conversions, indices and grouping in format() are not supported");
    }
    for arg in args.iter().filter(|arg| !arg.is_kwargs()) {
        ensure_printable(arg)?;
    }
    Ok(Value::from(format(FormatStyle::StrFormat, s, args)?))
}
