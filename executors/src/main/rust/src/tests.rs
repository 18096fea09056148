//! The tests of jinja2 (`x is y`).
use minijinja::value::{Rest, ValueKind};
use minijinja::{Environment, State, Value};

use crate::python::*;

pub fn install(env: &mut Environment<'static>) {
    for (name, test) in TESTS {
        env.add_test(*name, move |value: Value, args: Rest<Value>| -> Result<bool> {
            if !args.is_empty() {
                return refuse(format!("the test {name} takes no argument"));
            }
            test(&value)
        });
    }
    for names in ORDER {
        for name in names.0 {
            env.add_test(*name, move |a: Value, b: Value| -> Result<bool> { Ok(names.1(order(&a, &b)?)) });
        }
    }
    for name in ["eq", "equalto", "=="] {
        env.add_test(name, |a: Value, b: Value| a == b);
    }
    for name in ["ne", "!="] {
        env.add_test(name, |a: Value, b: Value| a != b);
    }
    env.add_test("in", minijinja::tests::is_in);
    env.add_test("sameas", same);
    env.add_test("divisibleby", |value: Value, by: Value| divides(&value, int_of("divisibleby", &by)?));
    env.add_test("filter", |state: &State, name: Value| -> Result<bool> {
        Ok(minijinja::tests::is_filter(state, str_of("filter", &name)?))
    });
}

type Test = fn(&Value) -> Result<bool>;

const TESTS: &[(&str, Test)] = &[
    ("defined", |v| Ok(!v.is_undefined())),
    ("undefined", |v| Ok(v.is_undefined())),
    ("none", |v| Ok(v.is_none())),
    ("boolean", |v| Ok(v.kind() == ValueKind::Bool)),
    ("true", |v| Ok(v.kind() == ValueKind::Bool && v.is_true())),
    ("false", |v| Ok(v.kind() == ValueKind::Bool && !v.is_true())),
    ("number", |v| Ok(matches!(v.kind(), ValueKind::Number | ValueKind::Bool))),
    ("integer", |v| Ok(v.kind() == ValueKind::Number && v.is_integer())),
    ("float", |v| Ok(v.kind() == ValueKind::Number && !v.is_integer())),
    ("string", |v| Ok(v.kind() == ValueKind::String)),
    ("escaped", |v| Ok(v.is_safe())),
    ("mapping", |v| Ok(is_dict(v))),
    ("iterable", iterable),
    ("sequence", sequence),
    ("callable", |v| Ok(matches!(v.kind(), ValueKind::Plain | ValueKind::Undefined))),
    ("odd", |v| divides(v, 2).map(|even| !even)),
    ("even", |v| divides(v, 2)),
    ("lower", |v| Ok(cased(v)? && !v.to_string().chars().any(|c| c.is_ascii_uppercase()))),
    ("upper", |v| Ok(cased(v)? && !v.to_string().chars().any(|c| c.is_ascii_lowercase()))),
];

use std::cmp::Ordering;
type Holds = fn(Ordering) -> bool;
const ORDER: &[(&[&str], Holds)] = &[
    (&["lt", "lessthan", "<"], Ordering::is_lt),
    (&["le", "<="], Ordering::is_le),
    (&["gt", "greaterthan", ">"], Ordering::is_gt),
    (&["ge", ">="], Ordering::is_ge),
];

fn iterable(value: &Value) -> Result<bool> {
    match value.kind() {
        ValueKind::Map if !is_dict(value) => refuse("whether an object is iterable is not supported"),
        ValueKind::String | ValueKind::Seq | ValueKind::Map | ValueKind::Iterable | ValueKind::Undefined => Ok(true),
        ValueKind::Plain => refuse("whether an object is iterable is not supported"),
        _ => Ok(false),
    }
}

fn sequence(value: &Value) -> Result<bool> {
    match value.kind() {
        ValueKind::Iterable => Ok(value.downcast_object_ref::<Range>().is_some()),
        ValueKind::Map if !is_dict(value) => refuse("whether an object is a sequence is not supported"),
        ValueKind::Plain => refuse("whether an object is a sequence is not supported"),
        ValueKind::String | ValueKind::Seq | ValueKind::Map | ValueKind::Undefined => Ok(true),
        _ => Ok(false),
    }
}

fn divides(value: &Value, by: i64) -> Result<bool> {
    if by == 0 {
        return refuse("division by zero");
    }
    match value.kind() {
        ValueKind::Bool => Ok(i64::from(value.is_true()) % by == 0),
        ValueKind::Number if value.is_integer() => Ok(i128::try_from(value.clone())? % i128::from(by) == 0),
        kind => refuse(format!("a remainder is of integers, not of a {kind} of another type")),
    }
}

/// Python's `is`, where it does not depend on how Python keeps its objects.
fn same(a: Value, b: Value) -> Result<bool> {
    let single = |v: &Value| matches!(v.kind(), ValueKind::None | ValueKind::Bool);
    if single(&a) || single(&b) {
        return Ok(a.kind() == b.kind() && a == b);
    }
    refuse("sameas is supported with none, true and false")
}

fn cased(value: &Value) -> Result<bool> {
    let text = text(value)?;
    Ok(ascii("the test lower or upper", &text)?.chars().any(|c| c.is_ascii_alphabetic()))
}
