//! Python's side of the objects that templates see: lazy iterators, views of dictionaries, ranges, binding of arguments.
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use minijinja::value::{Enumerator, Kwargs, Object, ObjectRepr, Tuple, ValueKind};
use minijinja::{Error, ErrorKind, Value};

pub use minijinja::python::{ensure_ordered, ensure_printable, is_dict};

pub type Result<T = Value> = std::result::Result<T, Error>;

pub fn refuse<T>(why: impl Into<String>) -> Result<T> {
    Err(Error::new(ErrorKind::InvalidOperation, why.into()))
}

/// What a filter of Python returns lazily: it has no length, no index and no text, and can be gone through once.
#[derive(Debug)]
pub struct Generator {
    items: Vec<Value>,
    used: AtomicBool,
}

impl Generator {
    pub fn of(items: Vec<Value>) -> Value {
        Value::from_object(Generator { items, used: AtomicBool::new(false) })
    }
}

impl Object for Generator {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Iterable
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let items = if self.used.swap(true, SeqCst) {
            vec![Value::from(Error::new(ErrorKind::InvalidOperation, "an iterator is gone through twice; add | list"))]
        } else {
            self.items.clone()
        };
        Enumerator::Iter(Box::new(items.into_iter()))
    }

    fn get_value(self: &Arc<Self>, _: &Value) -> Option<Value> {
        Some(Value::from(Error::new(ErrorKind::InvalidOperation, "an iterator has no index; add | list")))
    }

    fn enumerator_len(self: &Arc<Self>) -> Option<usize> {
        None
    }

    fn is_true(self: &Arc<Self>) -> bool {
        true
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an iterator")
    }
}

/// `keys()`, `values()` or `items()` of a dictionary.
#[derive(Debug)]
pub struct View {
    pub name: &'static str,
    pub items: Vec<Value>,
}

impl Object for View {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Iterable
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.items.clone())
    }

    fn get_value(self: &Arc<Self>, _: &Value) -> Option<Value> {
        Some(Value::from(Error::new(ErrorKind::InvalidOperation, "a view of a dictionary has no index; add | list")))
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "dict_{}({:?})", self.name, Value::from(self.items.clone()))
    }
}

/// `range(start, stop, step)`.
#[derive(Debug)]
pub struct Range {
    start: i64,
    stop: i64,
    step: i64,
}

const MAX_RANGE: i64 = 100_000; // jinja2's sandbox has the same bound

impl Range {
    pub fn of(args: &[Value]) -> Result {
        let mut numbers = Vec::new();
        for arg in args {
            match (arg.kind(), i64::try_from(arg.clone())) {
                (ValueKind::Number, Ok(number)) if arg.is_integer() => numbers.push(number),
                _ => return refuse("range() takes integers"),
            }
        }
        let (start, stop, step) = match numbers[..] {
            [stop] => (0, stop, 1),
            [start, stop] => (start, stop, 1),
            [start, stop, step] if step != 0 => (start, stop, step),
            _ => return refuse("range() takes one to three integers, the third not 0"),
        };
        let range = Range { start, stop, step };
        if range.len() > MAX_RANGE {
            return refuse("range() is too long");
        }
        Ok(Value::from_object(range))
    }

    fn len(&self) -> i64 {
        let (from, to, step) = (i128::from(self.start), i128::from(self.stop), i128::from(self.step));
        let len = if step > 0 { (to - from + step - 1) / step } else { (from - to - step - 1) / -step };
        len.clamp(0, i128::from(i64::MAX)) as i64
    }
}

impl Object for Range {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Iterable
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values((0..self.len()).map(|i| Value::from(self.start + i * self.step)).collect())
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        if let Some(name @ ("count" | "index" | "start" | "stop" | "step")) = key.as_str() {
            let text = format!("the attribute {name} of a range is not supported");
            return Some(Value::from(Error::new(ErrorKind::InvalidOperation, text)));
        }
        if !key.is_integer() {
            return None;
        }
        let index = i64::try_from(key.clone()).ok()?;
        let index = if index < 0 { index + self.len() } else { index };
        (0..self.len()).contains(&index).then(|| Value::from(self.start + index * self.step))
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.step {
            1 => write!(f, "range({}, {})", self.start, self.stop),
            step => write!(f, "range({}, {}, {step})", self.start, self.stop),
        }
    }
}

/// A global of jinja2 that is defined here but refuses to be called.
#[derive(Debug)]
pub struct NotHere(pub &'static str);

impl Object for NotHere {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn call(self: &Arc<Self>, _: &mut minijinja::State<'_, '_>, _: &[Value]) -> Result {
        refuse(format!("{}() is not supported in chat templates here", self.0))
    }
}

/// Positional and keyword arguments under their names, in the order of `names`.
pub fn bind(what: &str, names: &[&str], args: &[Value]) -> Result<Vec<Option<Value>>> {
    let mut bound: Vec<Option<Value>> = vec![None; names.len()];
    let (positional, keywords) = match args.split_last() {
        Some((last, rest)) if last.is_kwargs() => (rest, Some(Kwargs::try_from(last.clone())?)),
        _ => (args, None),
    };
    if positional.len() > names.len() {
        return refuse(format!("{what} takes at most {} arguments", names.len()));
    }
    for (slot, arg) in bound.iter_mut().zip(positional) {
        *slot = Some(arg.clone());
    }
    let Some(keywords) = keywords else { return Ok(bound) };
    for key in keywords.args() {
        match names.iter().position(|name| *name == key) {
            Some(at) if bound[at].is_none() => bound[at] = Some(keywords.peek::<Value>(key)?),
            Some(_) => return refuse(format!("{what} got {key} twice")),
            None => return refuse(format!("{what} has no argument {key}")),
        }
    }
    Ok(bound)
}

/// `str(value)`.
pub fn text(value: &Value) -> Result<String> {
    ensure_printable(value)?;
    Ok(value.to_string())
}

pub fn str_of<'a>(what: &str, value: &'a Value) -> Result<&'a str> {
    match value.as_str() {
        Some(text) if value.kind() == ValueKind::String => Ok(text),
        _ => refuse(format!("{what} takes a string, not a {}", value.kind())),
    }
}

pub fn int_of(what: &str, value: &Value) -> Result<i64> {
    match value.kind() {
        ValueKind::Bool => Ok(i64::from(value.is_true())),
        ValueKind::Number if value.is_integer() => i64::try_from(value.clone()),
        _ => refuse(format!("{what} takes an integer, not a {}", value.kind())),
    }
}

/// What Python's `iter` goes through.
pub fn items(value: &Value) -> Result<Vec<Value>> {
    value.try_iter()?.checked().collect()
}

/// Pairs of a dictionary.
pub fn pairs(value: &Value) -> Result<Vec<(Value, Value)>> {
    match value.as_object() {
        Some(map) if value.kind() == ValueKind::Map && (is_dict(value) || value.is_kwargs()) => Ok(map.try_iter_pairs().into_iter().flatten().collect()),
        _ => refuse(format!("a dictionary is needed, not a {}", value.kind())),
    }
}

pub fn pair(key: Value, value: Value) -> Value {
    Value::from(Tuple::from([key, value]))
}

/// `a < b` and so on, for keys of sorting.
pub fn order(a: &Value, b: &Value) -> Result<Ordering> {
    ensure_ordered(a, b)?;
    Ok(a.partial_cmp(b).unwrap_or(Ordering::Equal))
}

/// A stable sort that refuses what Python cannot order.
pub fn sorted(mut keyed: Vec<(Value, Value)>, reverse: bool) -> Result<Vec<Value>> {
    let mut failed = None;
    keyed.sort_by(|a, b| {
        let order = order(&a.0, &b.0).unwrap_or_else(|e| {
            failed = Some(e);
            Ordering::Equal
        });
        if reverse { order.reverse() } else { order }
    });
    match failed {
        Some(error) => Err(error),
        None => Ok(keyed.into_iter().map(|(_, value)| value).collect()),
    }
}

/// What `str.isspace` holds of one character.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

/// Refuses text on which Unicode tables of Python and Rust may differ.
pub fn ascii<'a>(what: &str, text: &'a str) -> Result<&'a str> {
    if text.is_ascii() { Ok(text) } else { refuse(format!("{what} of text that is not ASCII is not supported")) }
}
