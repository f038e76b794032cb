//! Expressions that may not fit on a line: kept on one where they do, else opened from the outside in, as rustfmt does.

const WIDTH: usize = 120;

/// Items so short stand several to a line (rustfmt: `short_array_element_width_threshold`).
const SHORT: usize = 10;

/// A piece of an expression, and how wide it is on one line.
#[derive(Clone, Debug)]
pub struct Doc {
    width: usize,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    Text(String),
    Seq(Vec<Doc>),
    Group { open: String, items: Vec<Doc>, close: String },
}

pub fn text(text: impl Into<String>) -> Doc {
    let text = text.into();
    Doc { width: text.chars().count(), kind: Kind::Text(text) }
}

pub fn group(open: impl Into<String>, items: Vec<Doc>, close: impl Into<String>) -> Doc {
    let (open, close) = (open.into(), close.into());
    let separators = 2 * items.len().saturating_sub(1);
    let inner: usize = items.iter().map(|item| item.width).sum();
    let width = open.chars().count() + 2 * pad(&open, &items).len() + inner + separators + close.chars().count();
    Doc { width, kind: Kind::Group { open, items, close } }
}

/// `prefix` before and `suffix` after something that may open.
pub fn around(prefix: impl Into<String>, inner: Doc, suffix: impl Into<String>) -> Doc {
    let (prefix, suffix) = (text(prefix), text(suffix));
    Doc { width: prefix.width + inner.width + suffix.width, kind: Kind::Seq(vec![prefix, inner, suffix]) }
}

/// `prefix = value suffix`: where it does not fit, the value goes to the next line when it fits there whole.
pub fn assign(prefix: &str, value: &Doc, suffix: &str, indent: usize) -> String {
    let start = format!("{:indent$}{prefix} =", "");
    let next = indent + 4 + value.width + suffix.chars().count();
    let mut one = format!("{start} ");
    value.write(&mut one, indent, suffix.chars().count());
    one.push_str(suffix);
    // A value that ends the line exactly goes over as well, as rustfmt has it.
    let whole = !one.contains('\n') && one.chars().count() < WIDTH;
    if whole || next > WIDTH {
        return one;
    }
    let mut text = format!("{start}\n{:inner$}", "", inner = indent + 4);
    value.write_flat(&mut text);
    text.push_str(suffix);
    text
}

/// Braces stand apart from what they hold.
fn pad(open: &str, items: &[Doc]) -> &'static str {
    if open.ends_with('{') && !items.is_empty() { " " } else { "" }
}

impl Doc {
    pub fn render(&self, indent: usize) -> String {
        let mut out = " ".repeat(indent);
        self.write(&mut out, indent, 0);
        out
    }

    /// On one line.
    pub fn flat(&self) -> String {
        let mut out = String::with_capacity(self.width);
        self.write_flat(&mut out);
        out
    }

    fn write_flat(&self, out: &mut String) {
        match &self.kind {
            Kind::Text(text) => out.push_str(text),
            Kind::Seq(parts) => parts.iter().for_each(|part| part.write_flat(out)),
            Kind::Group { open, items, close } => {
                let pad = pad(open, items);
                out.push_str(open);
                out.push_str(pad);
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push_str(", ");
                    }
                    item.write_flat(out);
                }
                out.push_str(pad);
                out.push_str(close);
            }
        }
    }

    fn starts_with(&self, prefix: &str) -> bool {
        match &self.kind {
            Kind::Text(text) => text.starts_with(prefix),
            Kind::Seq(parts) => parts.iter().find(|part| part.width > 0).is_some_and(|part| part.starts_with(prefix)),
            Kind::Group { open, .. } => open.starts_with(prefix),
        }
    }

    /// `after`: the width of what stands behind on the same line.
    fn write(&self, out: &mut String, indent: usize, after: usize) {
        match &self.kind {
            Kind::Text(text) => out.push_str(text),
            Kind::Seq(parts) => {
                let mut behind: usize = parts.iter().map(|part| part.width).sum();
                for part in parts {
                    behind -= part.width;
                    part.write(out, indent, behind + after);
                }
            }
            Kind::Group { open, items, close } => {
                let column = out.rsplit('\n').next().map_or(0, |line| line.chars().count());
                if items.is_empty() || column + self.width + after <= WIDTH {
                    self.write_flat(out);
                    return;
                }
                out.push_str(open);
                // A list of one thing opens with it.
                if let ([only], true) = (items.as_slice(), open.ends_with('['))
                    && !matches!(only.kind, Kind::Text(_))
                {
                    only.write(out, indent, close.len() + after);
                    out.push_str(close);
                    return;
                }
                let inner = indent + 4;
                if open.ends_with('[') && items.iter().all(|item| item.width <= SHORT) {
                    packed(out, items, inner);
                } else {
                    for item in items {
                        new_line(out, inner);
                        // Struct update takes no comma.
                        let comma = if item.starts_with("..") { "" } else { "," };
                        item.write(out, inner, comma.len());
                        out.push_str(comma);
                    }
                }
                new_line(out, indent);
                out.push_str(close);
            }
        }
    }
}

fn new_line(out: &mut String, indent: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}

fn packed(out: &mut String, items: &[Doc], indent: usize) {
    let mut column = WIDTH;
    for item in items {
        let width = item.width + 1;
        if column + 1 + width > WIDTH {
            new_line(out, indent);
            column = indent;
        } else {
            out.push(' ');
            column += 1;
        }
        item.write_flat(out);
        out.push(',');
        column += width;
    }
}
