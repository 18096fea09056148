//! The filters of jinja2 that chat templates use, as jinja2 3.1 has them; others are unknown and refused by name.
use minijinja::value::{Rest, ValueKind, ValueOrKwargs};
use minijinja::{Environment, State, Value};

use crate::json;
use crate::python::*;
use crate::strings;

pub fn install(env: &mut Environment<'static>) {
    for (name, filter) in FILTERS {
        env.add_filter(*name, move |value: Value, args: Rest<ValueOrKwargs>| filter(&value, &args.into_values()));
    }
    env.add_filter("map", |state: &mut State, value: Value, args: Rest<ValueOrKwargs>| {
        Ok(Generator::of(minijinja::filters::map(state, value, args)?))
    });
    env.add_filter("select", |state: &mut State, value: Value, args: Rest<ValueOrKwargs>| picked(state, "select", value, args));
    env.add_filter("reject", |state: &mut State, value: Value, args: Rest<ValueOrKwargs>| picked(state, "reject", value, args));
    env.add_filter("selectattr", |state: &mut State, value: Value, args: Rest<ValueOrKwargs>| {
        picked(state, "selectattr", value, args)
    });
    env.add_filter("rejectattr", |state: &mut State, value: Value, args: Rest<ValueOrKwargs>| {
        picked(state, "rejectattr", value, args)
    });
}

type Filter = fn(&Value, &[Value]) -> Result;

const FILTERS: &[(&str, Filter)] = &[
    ("abs", abs),
    ("capitalize", |v, a| plain("capitalize", a, strings::capitalize(&text(v)?)?)),
    ("count", length),
    ("d", default),
    ("default", default),
    ("dictsort", dictsort),
    ("e", escape),
    ("escape", escape),
    ("first", first),
    ("float", float),
    ("format", format),
    ("indent", indent),
    ("int", int),
    ("items", |v, a| {
        bind("items", &[], a)?;
        let items = if v.is_undefined() { vec![] } else { pairs(v)? };
        Ok(Generator::of(items.into_iter().map(|(key, item)| pair(key, item)).collect()))
    }),
    ("join", join),
    ("last", last),
    ("length", length),
    ("list", |v, a| plain("list", a, items(v)?)),
    ("lower", |v, a| plain("lower", a, text(v)?.to_lowercase())),
    ("max", |v, a| extreme("max", v, a)),
    ("min", |v, a| extreme("min", v, a)),
    ("replace", replace),
    ("reverse", reverse),
    ("round", round),
    ("safe", |v, a| plain("safe", a, Value::from_safe_string(text(v)?))),
    ("sort", sort),
    ("string", |v, a| plain("string", a, text(v)?)),
    ("sum", sum),
    ("title", title),
    ("tojson", json::filter),
    ("trim", trim),
    ("unique", unique),
    ("upper", |v, a| plain("upper", a, text(v)?.to_uppercase())),
];

fn plain(name: &str, args: &[Value], result: impl Into<Value>) -> Result {
    bind(name, &[], args)?;
    Ok(result.into())
}

fn picked(state: &mut State, name: &str, value: Value, args: Rest<ValueOrKwargs>) -> Result {
    let mut args = args.into_values();
    if args.iter().any(Value::is_kwargs) {
        return refuse(format!("{name} with named arguments is not supported"));
    }
    let attribute = if name.ends_with("attr") {
        if args.is_empty() {
            return refuse(format!("{name} needs the name of an attribute"));
        }
        Some(args.remove(0))
    } else {
        None
    };
    let keep = name.starts_with("select");
    let test = if args.is_empty() { None } else { Some(args.remove(0)) };
    let mut kept = Vec::new();
    for item in items(&value)? {
        let tested = match &attribute {
            Some(path) => attribute_of(&item, path)?,
            None => item.clone(),
        };
        let holds = match &test {
            Some(test) => {
                let mut all = vec![tested];
                all.extend(args.iter().cloned());
                state.perform_test(str_of(name, test)?, &all)?
            }
            None => tested.is_true(),
        };
        if holds == keep {
            kept.push(item);
        }
    }
    Ok(Generator::of(kept))
}

/// What `attribute='a.b'` finds in an item.
fn attribute_of(item: &Value, path: &Value) -> Result {
    let Some(path) = path.as_str() else { return item.get_item(path) };
    let mut found = item.clone();
    for part in path.split('.') {
        found = match part.parse::<i64>() {
            Ok(index) => found.get_item(&Value::from(index))?,
            Err(_) => found.get_item(&Value::from(part))?,
        };
    }
    Ok(found)
}

fn abs(value: &Value, args: &[Value]) -> Result {
    bind("abs", &[], args)?;
    match value.kind() {
        ValueKind::Bool => Ok(Value::from(i64::from(value.is_true()))),
        ValueKind::Number => minijinja::filters::abs(value.clone()),
        kind => refuse(format!("abs takes a number, not a {kind}")),
    }
}

fn length(value: &Value, args: &[Value]) -> Result {
    bind("length", &[], args)?;
    let sized = is_dict(value) || matches!(value.kind(), ValueKind::String | ValueKind::Seq | ValueKind::Iterable);
    match value.len() {
        _ if value.is_undefined() => Ok(Value::from(0)),
        Some(len) if sized => Ok(Value::from(len)),
        _ => refuse(format!("a {} has no length; of an iterator take | list | length", value.kind())),
    }
}

fn default(value: &Value, args: &[Value]) -> Result {
    let bound = bind("default", &["default_value", "boolean"], args)?;
    let falsy = bound[1].as_ref().is_some_and(Value::is_true) && !value.is_true();
    if value.is_undefined() || falsy {
        return Ok(bound[0].clone().unwrap_or_else(|| Value::from("")));
    }
    Ok(value.clone())
}

fn ignoring_case(value: &Value, case_sensitive: bool) -> Value {
    match value.as_str() {
        Some(text) if !case_sensitive => Value::from(text.to_lowercase()),
        _ => value.clone(),
    }
}

fn dictsort(value: &Value, args: &[Value]) -> Result {
    let bound = bind("dictsort", &["case_sensitive", "by", "reverse"], args)?;
    let case = bound[0].as_ref().is_some_and(Value::is_true);
    let by_value = match bound[1].as_ref().map(|by| by.as_str()) {
        None | Some(Some("key")) => false,
        Some(Some("value")) => true,
        _ => return refuse("dictsort goes by 'key' or 'value'"),
    };
    let keyed = pairs(value)?
        .into_iter()
        .map(|(key, item)| (ignoring_case(if by_value { &item } else { &key }, case), pair(key, item)))
        .collect();
    Ok(Value::from(sorted(keyed, bound[2].as_ref().is_some_and(Value::is_true))?))
}

fn escape(value: &Value, args: &[Value]) -> Result {
    bind("escape", &[], args)?;
    if value.is_safe() {
        return Ok(value.clone());
    }
    let escaped = text(value)?
        .replace('&', "&amp;")
        .replace('>', "&gt;")
        .replace('<', "&lt;")
        .replace('\'', "&#39;")
        .replace('"', "&#34;");
    Ok(Value::from_safe_string(escaped))
}

fn first(value: &Value, args: &[Value]) -> Result {
    bind("first", &[], args)?;
    Ok(items(value)?.into_iter().next().unwrap_or(Value::UNDEFINED))
}

fn last(value: &Value, args: &[Value]) -> Result {
    bind("last", &[], args)?;
    if value.kind() == ValueKind::Iterable && value.len().is_none() {
        return refuse("an iterator has no last item; add | list");
    }
    Ok(items(value)?.into_iter().next_back().unwrap_or(Value::UNDEFINED))
}

fn float(value: &Value, args: &[Value]) -> Result {
    let bound = bind("float", &["default"], args)?;
    if value.is_undefined() {
        return refuse("float of an undefined value");
    }
    Ok(as_float(value)?.map(Value::from).or(bound[0].clone()).unwrap_or(Value::from(0.0)))
}

fn as_float(value: &Value) -> Result<Option<f64>> {
    Ok(match value.kind() {
        ValueKind::Bool => Some(f64::from(u8::from(value.is_true()))),
        ValueKind::Number => f64::try_from(value.clone()).ok(),
        ValueKind::String => {
            let text = ascii("float", str_of("float", value)?)?.trim_matches(is_space);
            if text.contains('_') {
                return refuse("a number with underscores is not supported");
            }
            text.parse().ok()
        }
        _ => None,
    })
}

fn int(value: &Value, args: &[Value]) -> Result {
    let bound = bind("int", &["default", "base"], args)?;
    let fallback = bound[0].clone().unwrap_or(Value::from(0));
    match value.kind() {
        ValueKind::Undefined => return refuse("int of an undefined value"),
        ValueKind::Number if value.is_integer() => return Ok(value.clone()),
        ValueKind::String => {
            if bound[1].as_ref().is_some_and(|base| *base != Value::from(10)) {
                return refuse("int with a base is not supported");
            }
            let text = ascii("int", str_of("int", value)?)?.trim_matches(is_space);
            if text.contains('_') {
                return refuse("a number with underscores is not supported");
            }
            if let Ok(number) = text.parse::<i128>() {
                return Ok(Value::from(number));
            }
        }
        _ => {}
    }
    match as_float(value)? {
        Some(number) if number.abs() < 1e18 => Ok(Value::from(number as i64)),
        Some(_) => refuse("int of a number that is too large"),
        None => Ok(fallback),
    }
}

/// printf's conversions d, i, f, s, each with its argument.
fn format(value: &Value, args: &[Value]) -> Result {
    let pattern = text(value)?;
    let specs = pattern.replace("%%", "");
    let mut wanted = 0;
    for spec in specs.split('%').skip(1) {
        let kind = spec.trim_start_matches(['-', '0', '.', '1', '2', '3', '4', '5', '6', '7', '8', '9']).chars().next();
        let fits = match (kind, args.get(wanted).map(Value::kind)) {
            (Some('s'), Some(_)) => true,
            (Some('d' | 'i'), Some(ValueKind::Number)) => args[wanted].is_integer(),
            (Some('f'), Some(ValueKind::Number)) => true,
            _ => false,
        };
        if !fits || args[wanted].is_kwargs() {
            return refuse(format!("format of '{pattern}' with these arguments is not supported"));
        }
        ensure_printable(&args[wanted])?;
        wanted += 1;
    }
    if wanted != args.len() || value.is_safe() || value.kind() != ValueKind::String {
        return refuse(format!("format of '{pattern}' with {} arguments is not supported", args.len()));
    }
    let style = minijinja::formatting::FormatStyle::Printf;
    Ok(Value::from(minijinja::formatting::format(style, &pattern, args)?))
}

fn indent(value: &Value, args: &[Value]) -> Result {
    let bound = bind("indent", &["width", "first", "blank"], args)?;
    let margin = match &bound[0] {
        None => "    ".to_string(),
        Some(width) if width.kind() == ValueKind::String => width.to_string(),
        Some(width) => " ".repeat(usize::try_from(int_of("indent", width)?).unwrap_or(0)),
    };
    let (first, blank) = (bound[1].as_ref().is_some_and(Value::is_true), bound[2].as_ref().is_some_and(Value::is_true));
    let source = str_of("indent", value)?.to_string() + "\n";
    let mut out = String::new();
    for (at, line) in strings::lines(&source, false).into_iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        if if at == 0 { first } else { blank || !line.is_empty() } {
            out += &margin;
        }
        out += line;
    }
    Ok(Value::from(out))
}

fn join(value: &Value, args: &[Value]) -> Result {
    let bound = bind("join", &["d", "attribute"], args)?;
    let between = bound[0].as_ref().map_or(Ok(String::new()), text)?;
    let mut parts = Vec::new();
    for item in items(value)? {
        parts.push(match &bound[1] {
            Some(path) if !path.is_none() => text(&attribute_of(&item, path)?)?,
            _ => text(&item)?,
        });
    }
    Ok(Value::from(parts.join(&between)))
}

fn extreme(name: &str, value: &Value, args: &[Value]) -> Result {
    let bound = bind(name, &["case_sensitive", "attribute"], args)?;
    let keyed = keyed(items(value)?, bound[0].as_ref().is_some_and(Value::is_true), bound[1].as_ref())?;
    if keyed.len() > 1 {
        let all = keyed.iter().map(|(key, _)| key).collect::<Vec<_>>();
        all.windows(2).try_for_each(|two| ensure_ordered(two[0], two[1]))?;
    }
    Ok(sorted(keyed, name == "max")?.into_iter().next().unwrap_or(Value::UNDEFINED))
}

fn keyed(items: Vec<Value>, case: bool, attribute: Option<&Value>) -> Result<Vec<(Value, Value)>> {
    let path = attribute.filter(|path| !path.is_none());
    if path.and_then(|path| path.as_str()).is_some_and(|path| path.contains(',')) {
        return refuse("sorting by several attributes is not supported");
    }
    let key = |item: &Value| path.map_or_else(|| Ok(item.clone()), |path| attribute_of(item, path));
    items.into_iter().map(|item| Ok((ignoring_case(&key(&item)?, case), item))).collect()
}

fn replace(value: &Value, args: &[Value]) -> Result {
    let bound = bind("replace", &["old", "new", "count"], args)?;
    let (Some(old), Some(new)) = (&bound[0], &bound[1]) else { return refuse("replace takes two texts") };
    if value.is_safe() || old.is_safe() || new.is_safe() {
        return refuse("replace in text marked as safe is not supported");
    }
    let count = match &bound[2] {
        Some(count) if !count.is_none() => int_of("replace", count)?,
        _ => -1,
    };
    Ok(Value::from(strings::replace(&text(value)?, &text(old)?, &text(new)?, count)))
}

fn reverse(value: &Value, args: &[Value]) -> Result {
    bind("reverse", &[], args)?;
    if let (Some(text), ValueKind::String) = (value.as_str(), value.kind()) {
        return Ok(Value::from(text.chars().rev().collect::<String>()));
    }
    let is_list = value.kind() == ValueKind::Iterable && value.len().is_none();
    let mut turned = items(value)?;
    turned.reverse();
    Ok(if is_list { Value::from(turned) } else { Generator::of(turned) })
}

fn round(value: &Value, args: &[Value]) -> Result {
    let bound = bind("round", &["precision", "method"], args)?;
    let digits = bound[0].as_ref().map_or(Ok(0), |n| int_of("round", n))?;
    let (ValueKind::Number, Ok(digits)) = (value.kind(), usize::try_from(digits)) else {
        return refuse("round takes a number and a precision that is not negative");
    };
    let method = bound[1].as_ref().map_or(Ok("common"), |m| str_of("round", m))?;
    if method == "common" && value.is_integer() {
        return Ok(value.clone());
    }
    let number = f64::try_from(value.clone())?;
    let scale = 10f64.powi(digits as i32);
    Ok(Value::from(match method {
        "common" => format!("{number:.digits$}").parse::<f64>().unwrap_or(number),
        "ceil" => (number * scale).ceil() / scale,
        "floor" => (number * scale).floor() / scale,
        _ => return refuse("round goes by 'common', 'ceil' or 'floor'"),
    }))
}

fn sort(value: &Value, args: &[Value]) -> Result {
    let bound = bind("sort", &["reverse", "case_sensitive", "attribute"], args)?;
    let keyed = keyed(items(value)?, bound[1].as_ref().is_some_and(Value::is_true), bound[2].as_ref())?;
    Ok(Value::from(sorted(keyed, bound[0].as_ref().is_some_and(Value::is_true))?))
}

fn sum(value: &Value, args: &[Value]) -> Result {
    let bound = bind("sum", &["attribute", "start"], args)?;
    let mut all = vec![bound[1].clone().unwrap_or(Value::from(0))];
    for item in items(value)? {
        all.push(match &bound[0] {
            Some(path) if !path.is_none() => attribute_of(&item, path)?,
            _ => item,
        });
    }
    let (mut exact, mut total) = (Some(0i128), 0f64);
    for number in &all {
        match number.kind() {
            ValueKind::Number if number.is_integer() => {
                let whole = i128::try_from(number.clone())?;
                exact = exact.and_then(|sum| sum.checked_add(whole));
                total += whole as f64;
            }
            ValueKind::Number if all.len() == 2 => {
                exact = None;
                total += f64::try_from(number.clone())?;
            }
            kind => return refuse(format!("sum adds integers, not a {kind} of another type")),
        }
    }
    Ok(exact.map_or_else(|| Value::from(total), |sum| i64::try_from(sum).map_or_else(|_| Value::from(sum), Value::from)))
}

fn title(value: &Value, args: &[Value]) -> Result {
    bind("title", &[], args)?;
    let source = text(value)?;
    let is_gap = |c: char| is_space(c) || "-({[<".contains(c);
    let (mut out, mut word) = (String::new(), String::new());
    for c in source.chars().chain(['\0']) {
        if c != '\0' && !is_gap(c) {
            word.push(c);
            continue;
        }
        let mut letters = word.chars();
        if let Some(head) = letters.next() {
            out += &head.to_uppercase().collect::<String>();
            out += &letters.as_str().to_lowercase();
        }
        word.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    Ok(Value::from(out))
}

fn trim(value: &Value, args: &[Value]) -> Result {
    let bound = bind("trim", &["chars"], args)?;
    let source = text(value)?;
    Ok(match &bound[0] {
        Some(chars) if !chars.is_none() => {
            let chars = str_of("trim", chars)?;
            Value::from(source.trim_matches(|c| chars.contains(c)))
        }
        _ => Value::from(source.trim_matches(is_space)),
    })
}

fn unique(value: &Value, args: &[Value]) -> Result {
    let bound = bind("unique", &["case_sensitive", "attribute"], args)?;
    let case = bound[0].as_ref().is_some_and(Value::is_true);
    let mut seen: Vec<Value> = Vec::new();
    let mut kept = Vec::new();
    for (key, item) in keyed(items(value)?, case, bound[1].as_ref())? {
        if matches!(key.kind(), ValueKind::Seq | ValueKind::Map | ValueKind::Iterable | ValueKind::Plain) {
            return refuse("unique of lists or dictionaries is not supported");
        }
        if !seen.contains(&key) {
            seen.push(key);
            kept.push(item);
        }
    }
    Ok(Generator::of(kept))
}
