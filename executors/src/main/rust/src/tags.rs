//! What is done to a template's text before it is parsed.

const KNOWN: &[&str] = &[
    "if", "elif", "else", "endif", "for", "endfor", "set", "endset", "macro", "endmacro", "call", "endcall", "filter",
    "endfilter", "with", "endwith", "raw", "endraw", "generation", "endgeneration", "break", "continue",
];

/// Turns the blocks of `{% generation %}`, which mark what a model wrote and print what they hold, into those of
/// `{% with %}`, which have a scope of their own too; refuses tags that transformers does not know or that are not here.
pub fn translate(source: &str) -> Result<String, String> {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find('{') {
        let (before, here) = rest.split_at(at);
        out += before;
        let end = match here.get(..2) {
            Some("{{") => expression(here, "}}"),
            Some("{#") => here.find("#}").map_or(here.len(), |end| end + 2),
            Some("{%") => {
                let end = expression(here, "%}");
                rest = &here[tag(&here[..end], here, &mut out)?..];
                continue;
            }
            _ => 1,
        };
        out += &here[..end];
        rest = &here[end..];
    }
    Ok(out + rest)
}

/// Copies the tag at the start of `here`, with what a raw block holds, and returns its length.
fn tag(tag: &str, here: &str, out: &mut String) -> Result<usize, String> {
    let body = tag[2..].trim_start_matches(['-', '+']).trim_start();
    let name: &str = &body[..body.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(body.len())];
    if !name.is_empty() && !KNOWN.contains(&name) {
        return Err(format!("the tag {{% {name} %}} is not supported in chat templates"));
    }
    if name == "raw" {
        let end = raw_end(here).ok_or("the tag {% raw %} is not closed")?;
        *out += &here[..end];
        return Ok(end);
    }
    *out += &match name {
        "generation" => tag.replacen("generation", "with", 1),
        "endgeneration" => tag.replacen("endgeneration", "endwith", 1),
        _ => tag.to_string(),
    };
    Ok(tag.len())
}

fn raw_end(here: &str) -> Option<usize> {
    let mut from = 2;
    loop {
        let at = from + here[from..].find("{%")?;
        let body = here[at + 2..].trim_start_matches(['-', '+']).trim_start();
        if body.starts_with("endraw") {
            return Some(at + here[at..].find("%}")? + 2);
        }
        from = at + 2;
    }
}

/// The length of an expression or tag, whose strings may hold what ends it.
fn expression(text: &str, end: &str) -> usize {
    let mut quote = None;
    let mut chars = text.char_indices().skip(2);
    while let Some((at, c)) = chars.next() {
        match quote {
            Some(_) if c == '\\' => {
                chars.next();
            }
            Some(q) if c == q => quote = None,
            Some(_) => {}
            None if c == '\'' || c == '"' => quote = Some(c),
            None if text[at..].starts_with(end) => return at + end.len(),
            None => {}
        }
    }
    text.len()
}
