//! transformers' own `tojson`: Python's json.dumps without HTML escapes.
use std::fmt::Write;

use minijinja::Value;
use minijinja::value::ValueKind;

use crate::python::*;

pub fn filter(value: &Value, args: &[Value]) -> Result {
    let bound = bind("tojson", &["ensure_ascii", "indent", "separators", "sort_keys"], args)?;
    let indent = match &bound[1] {
        Some(indent) if indent.is_none() => None,
        Some(indent) if indent.kind() == ValueKind::String => Some(indent.to_string()),
        Some(indent) => Some(" ".repeat(usize::try_from(int_of("tojson", indent)?).unwrap_or(0))),
        None => None,
    };
    let (item, key) = match &bound[2] {
        Some(separators) if !separators.is_none() => {
            let both = items(separators)?;
            match &both[..] {
                [item, key] => (str_of("tojson", item)?.to_string(), str_of("tojson", key)?.to_string()),
                _ => return refuse("tojson takes two separators"),
            }
        }
        _ => (if indent.is_some() { "," } else { ", " }.to_string(), ": ".to_string()),
    };
    let ascii = bound[0].as_ref().is_some_and(Value::is_true);
    let sort = bound[3].as_ref().is_some_and(Value::is_true);
    let mut writer = Writer { out: String::new(), indent, item, key, ascii, sort };
    writer.write(value, 1)?;
    Ok(Value::from(writer.out))
}

struct Writer {
    out: String,
    indent: Option<String>,
    item: String,
    key: String,
    ascii: bool,
    sort: bool,
}

impl Writer {
    fn write(&mut self, value: &Value, depth: usize) -> Result<()> {
        match value.kind() {
            ValueKind::Seq => {
                let all = items(value)?;
                self.container('[', ']', all.len(), depth, |writer, at| writer.write(&all[at], depth + 1))
            }
            ValueKind::Map => {
                ensure_printable(value)?;
                let all = self.entries(value)?;
                self.container('{', '}', all.len(), depth, |writer, at| {
                    writer.string(&all[at].0);
                    writer.out += &writer.key.clone();
                    writer.write(&all[at].1, depth + 1)
                })
            }
            ValueKind::String => {
                self.string(str_of("tojson", value)?);
                Ok(())
            }
            _ => {
                self.out += &scalar(value)?;
                Ok(())
            }
        }
    }

    fn entries(&self, value: &Value) -> Result<Vec<(String, Value)>> {
        let mut all = pairs(value)?;
        if self.sort {
            let keyed = all.into_iter().map(|(key, item)| (key.clone(), pair(key, item))).collect();
            all = sorted(keyed, false)?.iter().map(|two| Ok((two.get_item_by_index(0)?, two.get_item_by_index(1)?))).collect::<Result<_>>()?;
        }
        let name = |key: &Value| key.as_str().map_or_else(|| scalar(key), |text| Ok(text.to_string()));
        all.into_iter().map(|(key, item)| Ok((name(&key)?, item))).collect()
    }

    fn container(
        &mut self,
        open: char,
        close: char,
        len: usize,
        depth: usize,
        mut item: impl FnMut(&mut Writer, usize) -> Result<()>,
    ) -> Result<()> {
        self.out.push(open);
        for at in 0..len {
            if at > 0 {
                self.out += &self.item.clone();
            }
            self.line(depth);
            item(self, at)?;
        }
        if len > 0 {
            self.line(depth - 1);
        }
        self.out.push(close);
        Ok(())
    }

    fn line(&mut self, depth: usize) {
        if let Some(indent) = &self.indent {
            self.out.push('\n');
            self.out += &indent.repeat(depth);
        }
    }

    fn string(&mut self, text: &str) {
        self.out.push('"');
        for c in text.chars() {
            match c {
                '"' => self.out += "\\\"",
                '\\' => self.out += "\\\\",
                '\n' => self.out += "\\n",
                '\r' => self.out += "\\r",
                '\t' => self.out += "\\t",
                '\u{8}' => self.out += "\\b",
                '\u{c}' => self.out += "\\f",
                c if c < ' ' || self.ascii && c > '~' => {
                    for unit in c.encode_utf16(&mut [0; 2]) {
                        let _ = write!(self.out, "\\u{unit:04x}");
                    }
                }
                c => self.out.push(c),
            }
        }
        self.out.push('"');
    }
}

fn scalar(value: &Value) -> Result<String> {
    match value.kind() {
        ValueKind::None => Ok("null".to_string()),
        ValueKind::Bool => Ok(value.is_true().to_string()),
        ValueKind::Number => Ok(match &*value.to_string() {
            "nan" => "NaN".to_string(),
            "inf" => "Infinity".to_string(),
            "-inf" => "-Infinity".to_string(),
            number => number.to_string(),
        }),
        kind => refuse(format!("a {kind} cannot be written as JSON")),
    }
}
